import { useMutation, useQueryClient } from '@tanstack/vue-query'

import { api } from '@/api/client'
import { newIdempotencyKey } from '@/api/headers'
import type { Schema } from '@/api/types'
import { recommendationKeys, walletKeys } from '@/queries/keys'

export type RecommendationDraft = Schema<'RecommendationDraft'>

/**
 * Ask for a recommendation. `stored`: it was made within the hour and is given for no tokens. A request whose answer
 * was lost goes out again under its key, so that it is asked and paid for once.
 */
export function useRequestRecommendation() {
  const client = useQueryClient()
  let said = ''
  let key = ''
  return useMutation({
    mutationFn: async (draft: RecommendationDraft) => {
      const body = JSON.stringify(draft)
      if (body !== said) {
        said = body
        key = newIdempotencyKey()
      }
      const { data, response } = await api.POST('/api/recommendations', {
        params: { header: { 'Idempotency-Key': key } },
        body: draft,
      })
      return { recommendation: data as Schema<'RecommendationView'>, stored: response.status === 200 }
    },
    onSuccess: () => {
      said = '' // asked for once more, it is another one
      void client.invalidateQueries({ queryKey: recommendationKeys.list })
      void client.invalidateQueries({ queryKey: walletKeys.all })
    },
  })
}
