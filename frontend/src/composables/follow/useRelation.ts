import { useQueries, useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

import { followKeys } from '@/queries/keys'
import { useSession } from '@/stores/session'

import { relationTo } from './relations'

function asking(memberId: string, enabled: boolean) {
  return {
    queryKey: followKeys.relation(memberId),
    queryFn: () => relationTo(memberId),
    enabled,
    meta: { membersOnly: true },
  }
}

/** How I stand to a member; nothing is asked of strangers, nor about oneself. */
export function useRelation(memberId: () => string) {
  const session = useSession()
  return useQuery(computed(() => asking(memberId(), session.signedIn && session.member?.id !== memberId())))
}

/** How I stand to some members, in their order. */
export function useRelations(memberIds: () => readonly string[]) {
  const session = useSession()
  return useQueries({
    queries: computed(() => memberIds().map((memberId) => asking(memberId, session.signedIn))),
  })
}
