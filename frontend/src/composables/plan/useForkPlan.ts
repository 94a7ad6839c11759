import { useMutation, useQueryClient } from '@tanstack/vue-query'

import { api, ok } from '@/api/client'
import { newIdempotencyKey } from '@/api/headers'
import { planKeys } from '@/queries/keys'

/** Copy a plan into a private one of my own. */
export function useForkPlan(planId: () => string) {
  const client = useQueryClient()
  let key = newIdempotencyKey()
  return useMutation({
    mutationFn: () =>
      ok(
        api.POST('/api/plans/{planId}/fork', {
          params: { path: { planId: planId() }, header: { 'Idempotency-Key': key } },
          body: { visibility: 'private' },
        }),
      ),
    onSuccess: (copy) => {
      key = newIdempotencyKey()
      client.setQueryData(planKeys.one(copy.id), copy)
      return client.invalidateQueries({ queryKey: planKeys.all, refetchType: 'none' })
    },
  })
}
