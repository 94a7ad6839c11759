import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, ok } from '@/api/client'
import { followKeys } from '@/queries/keys'

/** Whom I block, latest first. */
export function useBlocked() {
  const query = useInfiniteQuery({
    queryKey: followKeys.blocked,
    queryFn: ({ pageParam, signal }) =>
      ok(api.GET('/api/members/me/blocked', { params: { query: { cursor: pageParam } }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    meta: { membersOnly: true },
  })
  const people = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? [])
  return { ...query, people }
}
