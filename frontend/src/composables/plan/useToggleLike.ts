import { useMutation, useQueryClient } from '@tanstack/vue-query'

import { api, ok } from '@/api/client'
import { problemMessage } from '@/api/problem'
import type { PlanCardContent } from '@/api/types'
import { useToasts } from '@/composables/useToasts'
import { planKeys } from '@/queries/keys'
import { showAtOnce } from '@/queries/optimistic'

/** Like a plan or take the like back: shown at once, taken back if it is refused. */
export function useToggleLike() {
  const client = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: async (plan: PlanCardContent) => {
      const params = { path: { planId: plan.id } }
      if (plan.likedByMe) await ok(api.DELETE('/api/plans/{planId}/like', { params }))
      else await ok(api.PUT('/api/plans/{planId}/like', { params }))
    },
    onMutate: async (plan) => ({
      takeBack: await showAtOnce<PlanCardContent>(client, planKeys.all, plan.id, (found) => ({
        likedByMe: !plan.likedByMe,
        likes: Math.max(0, found.likes + (plan.likedByMe ? -1 : 1)),
      })),
    }),
    onError: (error, _plan, context) => {
      context?.takeBack()
      toasts.tell(problemMessage(error), 'problem')
    },
    onSuccess: () => client.invalidateQueries({ queryKey: planKeys.liked }),
  })
}
