import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'

import { api, ok } from '@/api/client'
import { planKeys, type FeedFilter } from '@/queries/keys'

/** What others share, page by page. */
export function useFeed(filter: MaybeRefOrGetter<FeedFilter>, limit = 12) {
  const query = useInfiniteQuery({
    queryKey: computed(() => planKeys.feed(toValue(filter))),
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET('/api/feed', { params: { query: { ...toValue(filter), limit, cursor: pageParam } }, signal }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })
  const plans = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? [])
  return { ...query, plans }
}
