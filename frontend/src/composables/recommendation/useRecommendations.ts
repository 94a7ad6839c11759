import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, ok } from '@/api/client'
import { recommendationKeys } from '@/queries/keys'

const PAGE = 12
const WATCH_MS = 3000

/** What was recommended to me, newest first; looked at again for as long as something is being made. */
export function useRecommendations() {
  const query = useInfiniteQuery({
    queryKey: recommendationKeys.list,
    queryFn: ({ pageParam, signal }) =>
      ok(api.GET('/api/recommendations', { params: { query: { limit: PAGE, cursor: pageParam } }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: ({ state }) => {
      const items = state.data?.pages.flatMap((page) => page.items) ?? []
      return items.some(({ status }) => status === 'requested' || status === 'generating') ? WATCH_MS : false
    },
    meta: { membersOnly: true },
  })
  const recommendations = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? [])
  return { ...query, recommendations }
}
