import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, ok } from '@/api/client'
import { problemMessage } from '@/api/problem'
import { useToasts } from '@/composables/useToasts'
import { notificationKeys } from '@/queries/keys'
import { holdAtOnce } from '@/queries/membership'
import { walk } from '@/queries/walk'
import { useSession } from '@/stores/session'

/** Whether I hear nothing of a member, from my part of the export, where mutes come before what I was told. */
export function useMute(memberId: () => string) {
  const client = useQueryClient()
  const session = useSession()
  const toasts = useToasts()
  const query = useQuery({
    queryKey: notificationKeys.mutes,
    queryFn: async ({ signal }) => {
      const records = await walk(
        (cursor) =>
          ok(
            api.GET('/api/members/me/export/notification', {
              params: { query: { limit: 100, cursor } },
              signal,
            }),
          ),
        (last) => last?.record === 'notification' || last?.record === 'happening',
      )
      return records.filter((each) => each.record === 'mute').map((each) => each.memberId)
    },
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
    onMutate: async (mute) => ({
      takeBack: await holdAtOnce(client, notificationKeys.mutes, memberId(), mute),
    }),
    onError: (error, _mute, context) => {
      context?.takeBack()
      toasts.tell(problemMessage(error), 'problem')
    },
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: notificationKeys.list }),
        client.invalidateQueries({ queryKey: notificationKeys.unread }),
      ]),
  })
  return { muting: computed(() => query.data.value?.includes(memberId()) ?? false), change }
}
