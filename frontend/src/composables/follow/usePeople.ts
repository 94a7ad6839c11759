import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'

import { api, ok } from '@/api/client'
import { followKeys } from '@/queries/keys'

export type PeopleList = 'following' | 'followers'

/** Whom a member follows or who follows them, page by page; `total` counts all. */
export function usePeople(list: PeopleList, memberId: MaybeRefOrGetter<string>) {
  const query = useInfiniteQuery({
    queryKey: computed(() => followKeys[list](toValue(memberId))),
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { memberId: toValue(memberId) }, query: { limit: 30, cursor: pageParam } }
      return list === 'following'
        ? ok(api.GET('/api/members/{memberId}/following', { params, signal }))
        : ok(api.GET('/api/members/{memberId}/followers', { params, signal }))
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })
  const people = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? [])
  const total = computed(() => query.data.value?.pages[0]?.total)
  return { ...query, people, total }
}
