import { useInfiniteQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, watch } from 'vue'

import { api, ok } from '@/api/client'
import { notificationKeys } from '@/queries/keys'

const EVERY_MS = 20_000

/**
 * What I was told, page by page. Asked again while the page is looked at; the browser does that by ETag, so that
 * nothing new costs next to nothing.
 */
export function useNotifications() {
  const client = useQueryClient()
  const query = useInfiniteQuery({
    queryKey: notificationKeys.list,
    queryFn: ({ pageParam, signal }) =>
      ok(api.GET('/api/notifications', { params: { query: { cursor: pageParam } }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: EVERY_MS,
    staleTime: 0,
    meta: { membersOnly: true },
  })
  const items = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? [])
  // What is news in the list is news for the bell.
  watch(
    () => items.value.find((item) => !item.read)?.updatedAt,
    (latest, before) => {
      if (latest && latest !== before) void client.invalidateQueries({ queryKey: notificationKeys.unread })
    },
  )
  return { ...query, items }
}
