import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, ok } from '@/api/client'
import { problemMessage } from '@/api/problem'
import type { Schema } from '@/api/types'
import { useToasts } from '@/composables/useToasts'
import { notificationKeys } from '@/queries/keys'
import { changeAtOnce } from '@/queries/membership'
import { useSession } from '@/stores/session'

/** Whether I hear nothing of a member, and how to change that: shown at once; taken back if it is refused. */
export function useMute(memberId: () => string) {
  const client = useQueryClient()
  const session = useSession()
  const toasts = useToasts()
  const query = useQuery({
    queryKey: computed(() => notificationKeys.mute(memberId())),
    queryFn: ({ signal }) =>
      ok(api.GET('/api/members/{memberId}/mute', { params: { path: { memberId: memberId() } }, signal })),
    enabled: computed(() => session.signedIn && session.member?.id !== memberId()),
    staleTime: Number.POSITIVE_INFINITY,
    meta: { membersOnly: true },
  })
  const change = useMutation({
    mutationFn: async (mute: boolean) => {
      const params = { path: { memberId: memberId() } }
      if (mute) await ok(api.PUT('/api/members/{memberId}/mute', { params }))
      else await ok(api.DELETE('/api/members/{memberId}/mute', { params }))
    },
    onMutate: async (muting) => ({
      takeBack: await changeAtOnce<Schema<'MuteState'>>(client, notificationKeys.mute(memberId()), {
        muting,
      }),
    }),
    onError: (error, _mute, context) => {
      context?.takeBack()
      toasts.tell(problemMessage(error), 'problem')
    },
    // Whoever was quicker than the first answer sees it too.
    onSettled: () => client.invalidateQueries({ queryKey: notificationKeys.mute(memberId()) }),
    onSuccess: () =>
      Promise.all([
        // Who is no longer muted stays in the list until it is opened anew, so that it can be taken back.
        client.invalidateQueries({ queryKey: notificationKeys.muted, refetchType: 'none' }),
        client.invalidateQueries({ queryKey: notificationKeys.list }),
        client.invalidateQueries({ queryKey: notificationKeys.unread }),
      ]),
  })
  return { muting: computed(() => query.data.value?.muting ?? false), change }
}
