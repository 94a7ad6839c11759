import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'

import { api, okWithEtag } from '@/api/client'
import { ApiProblem, problemMessage } from '@/api/problem'
import type { Schema } from '@/api/types'
import { useToasts } from '@/composables/useToasts'
import { notificationKeys } from '@/queries/keys'

import type { NotificationKind } from './pages'

type Preferences = Schema<'Preferences'>
interface Kept {
  data: Preferences
  etag: string | null
}

/** What I want to be told, by kind; a switch shows what was chosen at once. */
export function usePreferences() {
  const client = useQueryClient()
  const toasts = useToasts()
  const key = notificationKeys.preferences
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => okWithEtag(api.GET('/api/notifications/preferences', { signal })),
    meta: { membersOnly: true },
  })

  function show(kind: NotificationKind, wanted: boolean): void {
    client.setQueryData<Kept>(key, (kept) => kept && { ...kept, data: { ...kept.data, [kind]: wanted } })
  }

  const choose = useMutation({
    // One after the other: each needs the ETag that the one before was answered with.
    scope: { id: 'notification-preferences' },
    mutationFn: ({ kind, wanted }: { kind: NotificationKind; wanted: boolean }) => {
      const kept = client.getQueryData<Kept>(key)
      return okWithEtag(
        api.PUT('/api/notifications/preferences', {
          params: { header: { 'If-Match': kept?.etag ?? undefined } },
          body: { ...kept?.data, [kind]: wanted } as Preferences,
        }),
      )
    },
    onMutate: async ({ kind, wanted }) => {
      await client.cancelQueries({ queryKey: key })
      show(kind, wanted)
    },
    onError: async (error, { kind, wanted }) => {
      show(kind, !wanted)
      toasts.tell(problemMessage(error), 'problem')
      // Chosen elsewhere meanwhile: show that before the next switch is turned.
      if (error instanceof ApiProblem && error.status === 412)
        await client.invalidateQueries({ queryKey: key })
    },
    onSuccess: ({ etag }) => {
      client.setQueryData<Kept>(key, (kept) => kept && { ...kept, etag })
      // What is there of a kind counts as read once that is switched off, and is there again when it is wanted.
      void client.invalidateQueries({ queryKey: notificationKeys.unread })
      void client.invalidateQueries({ queryKey: notificationKeys.list })
    },
  })
  return { ...query, choose }
}
