import { useMutation, useQueryClient } from '@tanstack/vue-query'

import { api, ok } from '@/api/client'
import { problemMessage } from '@/api/problem'
import { useToasts } from '@/composables/useToasts'
import { followKeys, planKeys } from '@/queries/keys'
import { changeAtOnce } from '@/queries/membership'

import type { Relation } from './relations'

/** Block a member or no longer: shown at once; taken back if it is refused. */
export function useBlock(memberId: () => string) {
  const client = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: async (block: boolean) => {
      const params = { path: { memberId: memberId() } }
      if (block) await ok(api.PUT('/api/members/{memberId}/block', { params }))
      else await ok(api.DELETE('/api/members/{memberId}/block', { params }))
    },
    onMutate: async (block) => ({
      takeBack: await changeAtOnce<Relation>(
        client,
        followKeys.relation(memberId()),
        block ? { blocking: true, following: false, followedBy: false } : { blocking: false },
      ),
    }),
    onError: (error, _block, context) => {
      context?.takeBack()
      toasts.tell(problemMessage(error), 'problem')
    },
    // Whoever was quicker than the first answer sees it too.
    onSettled: () => client.invalidateQueries({ queryKey: followKeys.relation(memberId()) }),
    // A block ends both follows and hides plans.
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: followKeys.followers(memberId()) }),
        client.invalidateQueries({ queryKey: followKeys.following(memberId()) }),
        // Who is no longer blocked stays in the list until it is opened anew, so that it can be taken back.
        client.invalidateQueries({ queryKey: followKeys.blocked, refetchType: 'none' }),
        client.invalidateQueries({ queryKey: planKeys.all }),
      ]),
  })
}
