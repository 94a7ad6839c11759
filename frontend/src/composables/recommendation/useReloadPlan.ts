import { useMutation, useQueryClient } from '@tanstack/vue-query'

import { api, okWithEtag } from '@/api/client'
import { planKeys } from '@/queries/keys'

/** Read a plan as it is now, with the ETag under which it takes something in. */
export function useReloadPlan() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (planId: string) =>
      okWithEtag(api.GET('/api/plans/{planId}', { params: { path: { planId } } })),
    onSuccess: ({ data }) => client.setQueryData(planKeys.one(data.id), data),
  })
}
