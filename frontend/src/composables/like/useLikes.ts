import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, ok } from '@/api/client'
import { planKeys } from '@/queries/keys'

/** The plans I like, latest like first. A page may be short of some that I may not see now, and still not be the last. */
export function useLikes() {
  const query = useInfiniteQuery({
    queryKey: planKeys.liked,
    queryFn: async ({ pageParam, signal }) => {
      const page = await ok(
        api.GET('/api/members/me/likes', { params: { query: { limit: 12, cursor: pageParam } }, signal }),
      )
      return { ...page, items: page.items.map((plan) => ({ ...plan, likedByMe: true })) }
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    meta: { membersOnly: true },
  })
  const plans = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? [])
  return { ...query, plans }
}
