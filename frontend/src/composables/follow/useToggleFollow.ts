import { useMutation, useQueryClient } from '@tanstack/vue-query'

import { api, ok } from '@/api/client'
import { problemMessage } from '@/api/problem'
import { useToasts } from '@/composables/useToasts'
import { followKeys, planKeys } from '@/queries/keys'
import { changeAtOnce, countAtOnce } from '@/queries/membership'
import { useSession } from '@/stores/session'

import type { Relation } from './relations'

export interface FollowWish {
  memberId: string
  /** What is to be. */
  follow: boolean
}

/** Follow a member or no longer: shown at once, with the counts; taken back if it is refused. */
export function useToggleFollow() {
  const client = useQueryClient()
  const session = useSession()
  const toasts = useToasts()
  return useMutation({
    mutationFn: async ({ memberId, follow }: FollowWish) => {
      const params = { path: { memberId } }
      if (follow) await ok(api.PUT('/api/members/{memberId}/follow', { params }))
      else await ok(api.DELETE('/api/members/{memberId}/follow', { params }))
    },
    onMutate: async ({ memberId, follow }) => {
      const by = follow ? 1 : -1
      const ways = await Promise.all([
        changeAtOnce<Relation>(client, followKeys.relation(memberId), { following: follow }),
        countAtOnce(client, followKeys.followers(memberId), by),
        countAtOnce(client, followKeys.following(session.member?.id ?? ''), by),
      ])
      return { takeBack: () => ways.forEach((back) => back()) }
    },
    onError: (error, _wish, context) => {
      context?.takeBack()
      toasts.tell(problemMessage(error), 'problem')
    },
    // Lists follow the events behind it: they are asked for when they are opened next, not before they can know.
    onSuccess: (_data, { memberId }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: followKeys.followers(memberId), refetchType: 'none' }),
        client.invalidateQueries({
          queryKey: followKeys.following(session.member?.id ?? ''),
          refetchType: 'none',
        }),
        client.invalidateQueries({ queryKey: planKeys.all, refetchType: 'none' }),
      ]),
  })
}
