import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, ok } from '@/api/client'
import { notificationKeys } from '@/queries/keys'
import { useSession } from '@/stores/session'

const EVERY_MS = 20_000

/** How many notifications are unread, asked while the page is looked at; 0 for strangers. */
export function useUnreadCount() {
  const session = useSession()
  const query = useQuery({
    queryKey: notificationKeys.unread,
    queryFn: ({ signal }) => ok(api.GET('/api/notifications/unread-count', { signal })),
    enabled: computed(() => session.signedIn),
    refetchInterval: EVERY_MS,
    meta: { membersOnly: true },
  })
  return computed(() => (session.signedIn ? (query.data.value?.count ?? 0) : 0))
}
