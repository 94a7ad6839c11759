import { useMutation, useQueryClient } from '@tanstack/vue-query'

import { api, ok } from '@/api/client'
import { problemMessage } from '@/api/problem'
import { useToasts } from '@/composables/useToasts'
import { notificationKeys } from '@/queries/keys'

import { showInbox } from './pages'

/** Take a notification out of the inbox: gone at once, back if that is refused. */
export function useDismiss() {
  const client = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: async (notificationId: string) => {
      await ok(api.DELETE('/api/notifications/{notificationId}', { params: { path: { notificationId } } }))
    },
    onMutate: async (id) => ({
      takeBack: await showInbox(client, (item) => (item.id === id ? null : item)),
    }),
    onError: (error, _id, context) => {
      context?.takeBack()
      toasts.tell(problemMessage(error), 'problem')
    },
    onSettled: () => client.invalidateQueries({ queryKey: notificationKeys.unread }),
  })
}
