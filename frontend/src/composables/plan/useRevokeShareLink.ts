import { useMutation, useQueryClient } from '@tanstack/vue-query'

import { api, ok } from '@/api/client'
import { problemMessage } from '@/api/problem'
import { useToasts } from '@/composables/useToasts'
import { planKeys } from '@/queries/keys'
import type { Schema } from '@/api/types'

/** End a share link: gone from the list at once, back if it is refused. */
export function useRevokeShareLink(planId: () => string) {
  const client = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: (linkId: string) =>
      ok(
        api.DELETE('/api/plans/{planId}/links/{linkId}', {
          params: { path: { planId: planId(), linkId } },
        }),
      ),
    onMutate: async (linkId) => {
      const key = planKeys.links(planId())
      await client.cancelQueries({ queryKey: key })
      const before = client.getQueryData<Schema<'LinkPage'>>(key)
      if (before)
        client.setQueryData(key, { ...before, items: before.items.filter(({ id }) => id !== linkId) })
      return { key, before }
    },
    onError: (error, _linkId, context) => {
      if (context?.before) client.setQueryData(context.key, context.before)
      toasts.tell(problemMessage(error), 'problem')
    },
  })
}
