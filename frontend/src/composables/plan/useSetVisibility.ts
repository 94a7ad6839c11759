import { useMutation, useQueryClient } from '@tanstack/vue-query'

import { api, ok } from '@/api/client'
import type { Visibility } from '@/api/types'
import { planKeys } from '@/queries/keys'

/** Choose who may see a plan; lists that show it, or now may, are asked anew. */
export function useSetVisibility(planId: () => string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (visibility: Visibility) =>
      ok(
        api.PUT('/api/plans/{planId}/visibility', {
          params: { path: { planId: planId() } },
          body: { visibility },
        }),
      ),
    onSuccess: (plan) => {
      client.setQueryData(planKeys.one(plan.id), plan)
      void client.invalidateQueries({
        queryKey: planKeys.all,
        predicate: (query) => query.queryKey[1] !== 'one',
      })
    },
  })
}
