import { useMutation, useQueryClient } from '@tanstack/vue-query'

import { api, ok } from '@/api/client'
import type { Schema } from '@/api/types'
import { planKeys, recommendationKeys } from '@/queries/keys'

export interface Acceptance {
  recommendationId: string
  body: Schema<'Acceptance'>
  /** ETag of the plan that takes it in, as it was read; else it must be as it was when the recommendation was made. */
  etag?: string | null
}

/** Make a plan of a recommendation, or put it into the plan that it deepens. Doing it twice gives the same plan. */
export function useAcceptRecommendation() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ recommendationId, body, etag }: Acceptance) =>
      ok(
        api.POST('/api/recommendations/{recommendationId}/accept', {
          params: { path: { recommendationId }, header: etag ? { 'If-Match': etag } : {} },
          body,
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: planKeys.all })
      void client.invalidateQueries({ queryKey: recommendationKeys.all })
    },
  })
}
