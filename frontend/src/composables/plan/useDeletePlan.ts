import { useMutation, useQueryClient } from '@tanstack/vue-query'

import { api, ok } from '@/api/client'
import { planKeys } from '@/queries/keys'

/** Delete a plan of mine, whatever has changed in it since. */
export function useDeletePlan(planId: () => string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => ok(api.DELETE('/api/plans/{planId}', { params: { path: { planId: planId() } } })),
    onSuccess: () =>
      client.invalidateQueries({
        queryKey: planKeys.all,
        // The plan's own page is still on the screen: asking for it now would show "not found" on the way out.
        predicate: (query) => query.queryKey[2] !== planId(),
      }),
  })
}
