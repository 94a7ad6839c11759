import { useMutation, useQueryClient, type InfiniteData } from '@tanstack/vue-query'

import { api, ok } from '@/api/client'
import { problemMessage } from '@/api/problem'
import type { Schema } from '@/api/types'
import { useToasts } from '@/composables/useToasts'
import { followKeys } from '@/queries/keys'
import { changeAtOnce } from '@/queries/membership'
import { useSession } from '@/stores/session'

import type { Relation } from './relations'

/** Be followed by somebody no longer: gone from my list at once, back in it if it is refused. */
export function useRemoveFollower() {
  const client = useQueryClient()
  const session = useSession()
  const toasts = useToasts()
  return useMutation({
    mutationFn: async (memberId: string) => {
      await ok(api.DELETE('/api/members/me/followers/{memberId}', { params: { path: { memberId } } }))
    },
    onMutate: async (memberId) => {
      const key = followKeys.followers(session.member?.id ?? '')
      await client.cancelQueries({ queryKey: key })
      const before = client.getQueryData<InfiniteData<Schema<'People'>>>(key)
      if (before) {
        const pages = before.pages.map((page) => ({
          ...page,
          items: page.items.filter((person) => person.id !== memberId),
          total: Math.max(0, page.total - 1),
        }))
        client.setQueryData(key, { ...before, pages })
      }
      const relation = followKeys.relation(memberId)
      const unrelate = await changeAtOnce<Relation>(client, relation, { followedBy: false })
      return {
        takeBack: () => {
          unrelate()
          if (before) client.setQueryData(key, before)
        },
      }
    },
    onError: (error, _memberId, context) => {
      context?.takeBack()
      toasts.tell(problemMessage(error), 'problem')
    },
  })
}
