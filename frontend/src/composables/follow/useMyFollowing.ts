import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, ok } from '@/api/client'
import { followKeys } from '@/queries/keys'
import { walk } from '@/queries/walk'
import { useSession } from '@/stores/session'

/** Ids of those whom I follow, the latest thousands: no answer about another member says how I stand to them. */
export function useMyFollowing() {
  const session = useSession()
  return useQuery({
    queryKey: followKeys.mine,
    queryFn: async ({ signal }) => {
      const people = await walk((cursor) =>
        ok(api.GET('/api/members/me/following', { params: { query: { limit: 100, cursor } }, signal })),
      )
      return people.map((person) => person.id)
    },
    enabled: computed(() => session.signedIn),
    staleTime: 5 * 60_000,
    meta: { membersOnly: true },
  })
}
