import { useInfiniteQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, ok } from '@/api/client'
import { notificationKeys } from '@/queries/keys'

/** Whom I hear nothing of, latest first. */
export function useMuted() {
  const client = useQueryClient()
  const query = useInfiniteQuery({
    queryKey: notificationKeys.muted,
    queryFn: async ({ pageParam, signal }) => {
      const params = { query: { cursor: pageParam } }
      const page = await ok(api.GET('/api/members/me/muted', { params, signal }))
      // Each of them need not be asked for any more.
      for (const { id } of page.items)
        client.setQueryData(notificationKeys.mute(id), { memberId: id, muting: true })
      return page
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    meta: { membersOnly: true },
  })
  const people = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? [])
  return { ...query, people }
}
