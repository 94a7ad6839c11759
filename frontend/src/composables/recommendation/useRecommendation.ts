import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, toValue, watch, type MaybeRefOrGetter } from 'vue'

import { api, okWithEtag } from '@/api/client'
import { ApiProblem } from '@/api/problem'
import type { Schema } from '@/api/types'
import { recommendationKeys, walletKeys } from '@/queries/keys'
import { useLanguage } from '@/stores/language'

import { isSettled } from './settled'

interface Seen {
  data: Schema<'RecommendationView'>
  etag: string | null
}

/** What is quick is seen at once; what takes its time is not asked for all the time. Milliseconds. */
const SOON = 500
const LATER = 2500
const SOON_TIMES = 12

/**
 * A recommendation, followed until it has come to an end. What has not changed is not sent again (ETag, 304); why it
 * failed is asked for again in another language.
 */
export function useRecommendation(recommendationId: MaybeRefOrGetter<string>) {
  const client = useQueryClient()
  const language = useLanguage()
  const key = computed(() => [...recommendationKeys.one(toValue(recommendationId)), language.current])
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ queryKey, signal }): Promise<Seen> => {
      const before = client.getQueryData<Seen>(queryKey)
      try {
        return await okWithEtag(
          api.GET('/api/recommendations/{recommendationId}', {
            params: {
              path: { recommendationId: toValue(recommendationId) },
              header: before?.etag ? { 'If-None-Match': before.etag } : {},
            },
            signal,
          }),
        )
      } catch (error) {
        if (before && error instanceof ApiProblem && error.status === 304) return before
        throw error
      }
    },
    refetchInterval: ({ state }) => {
      if (!state.data || isSettled(state.data.data)) return false
      return state.dataUpdateCount < SOON_TIMES ? SOON : LATER
    },
    meta: { membersOnly: true },
  })
  const recommendation = computed(() => query.data.value?.data)

  // Its tokens move with it, and lists say how far it is.
  watch(
    () => recommendation.value?.status,
    (now, before) => {
      if (!now || !before || now === before) return
      void client.invalidateQueries({ queryKey: walletKeys.all })
      void client.invalidateQueries({ queryKey: recommendationKeys.list })
    },
  )
  return { ...query, recommendation }
}
