import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, ok } from '@/api/client'
import { problemMessage } from '@/api/problem'
import { useToasts } from '@/composables/useToasts'
import { followKeys, planKeys } from '@/queries/keys'
import { holdAtOnce } from '@/queries/membership'
import { walk } from '@/queries/walk'
import { useSession } from '@/stores/session'

/** Whether I block a member, from my part of the export: there is no shorter list of blocks. */
export function useBlock(memberId: () => string) {
  const client = useQueryClient()
  const session = useSession()
  const toasts = useToasts()
  const query = useQuery({
    queryKey: followKeys.blocks,
    queryFn: async ({ signal }) => {
      const records = await walk((cursor) =>
        ok(api.GET('/api/members/me/export/follow', { params: { query: { limit: 100, cursor } }, signal })),
      )
      return records.filter((each) => each.record === 'block').map((each) => each.memberId)
    },
    enabled: computed(() => session.signedIn && session.member?.id !== memberId()),
    staleTime: Number.POSITIVE_INFINITY,
    meta: { membersOnly: true },
  })
  const change = useMutation({
    mutationFn: async (block: boolean) => {
      const params = { path: { memberId: memberId() } }
      if (block) await ok(api.PUT('/api/members/{memberId}/block', { params }))
      else await ok(api.DELETE('/api/members/{memberId}/block', { params }))
    },
    onMutate: async (block) => {
      const ways = await Promise.all([
        holdAtOnce(client, followKeys.blocks, memberId(), block),
        ...(block ? [holdAtOnce(client, followKeys.mine, memberId(), false)] : []),
      ])
      return { takeBack: () => ways.forEach((back) => back()) }
    },
    onError: (error, _block, context) => {
      context?.takeBack()
      toasts.tell(problemMessage(error), 'problem')
    },
    // A block ends both follows and hides plans.
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: followKeys.followers(memberId()) }),
        client.invalidateQueries({ queryKey: followKeys.following(memberId()) }),
        client.invalidateQueries({ queryKey: planKeys.all }),
      ]),
  })
  return { blocking: computed(() => query.data.value?.includes(memberId()) ?? false), change }
}
