import type { InfiniteData, QueryClient } from '@tanstack/vue-query'

import type { Schema } from '@/api/types'
import { notificationKeys } from '@/queries/keys'

export type Notification = Schema<'NotificationView'>
export type NotificationKind = Notification['kind']
export type NotificationPages = InfiniteData<Schema<'Notifications'>, string | null>

/**
 * Show the inbox, and the count on the bell, as they will be once the API has answered. `change` gives null for what
 * goes. Gives the way back.
 */
export async function showInbox(
  client: QueryClient,
  change: (item: Notification) => Notification | null,
): Promise<() => void> {
  await client.cancelQueries({ queryKey: notificationKeys.all })
  const before = client.getQueriesData({ queryKey: notificationKeys.all })
  let lessUnread = 0
  client.setQueryData<NotificationPages>(notificationKeys.list, (data) => {
    if (!data) return data
    const pages = data.pages.map((page) => ({
      ...page,
      items: page.items.flatMap((item) => {
        const after = change(item)
        if (!item.read && (!after || after.read)) lessUnread += 1
        return after ?? []
      }),
    }))
    return { ...data, pages }
  })
  client.setQueryData<Schema<'Unread'>>(
    notificationKeys.unread,
    (unread) => unread && { count: Math.max(0, unread.count - lessUnread) },
  )
  return () => {
    for (const [key, data] of before) client.setQueryData(key, data)
  }
}
