import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, ok } from '@/api/client'
import { memberKeys } from '@/queries/keys'

export const NAME_AT_MOST = 50

/** Members by the beginnings of the words of their names; nothing is asked while `q` is empty. */
export function useMemberSearch(q: () => string) {
  const query = useInfiniteQuery({
    queryKey: computed(() => memberKeys.search(q())),
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET('/api/members', {
          params: { query: { q: q().slice(0, NAME_AT_MOST), limit: 20, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    enabled: computed(() => q() !== ''),
  })
  const people = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? [])
  return { ...query, people }
}
