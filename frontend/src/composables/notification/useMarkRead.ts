import { useMutation, useQueryClient } from '@tanstack/vue-query'

import { api, ok } from '@/api/client'
import { problemMessage } from '@/api/problem'
import { useToasts } from '@/composables/useToasts'
import { notificationKeys } from '@/queries/keys'

import { showInbox } from './pages'

/** Mark one notification (its id) or everything ('all') as read: shown at once, taken back if it is refused. */
export function useMarkRead() {
  const client = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: (id: string) =>
      ok(api.POST('/api/notifications/read', { body: id === 'all' ? { all: true } : { ids: [id] } })),
    onMutate: async (id) => {
      const takeBack = await showInbox(client, (item) =>
        id === 'all' || item.id === id ? { ...item, read: true } : item,
      )
      // Also what further pages have, which are not here yet.
      if (id === 'all') client.setQueryData(notificationKeys.unread, { count: 0 })
      return { takeBack }
    },
    onError: (error, _id, context) => {
      context?.takeBack()
      toasts.tell(problemMessage(error), 'problem')
    },
    onSuccess: (unread) => client.setQueryData(notificationKeys.unread, unread),
  })
}
