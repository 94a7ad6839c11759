import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, ok } from '@/api/client'
import { walletKeys } from '@/queries/keys'
import { useSession } from '@/stores/session'

const WHILE_HELD_MS = 5000

/** My tokens; looked at again while some of them are held. */
export function useWallet() {
  const session = useSession()
  return useQuery({
    queryKey: walletKeys.balance,
    queryFn: ({ signal }) => ok(api.GET('/api/wallet', { signal })),
    enabled: computed(() => session.signedIn),
    refetchInterval: ({ state }) => (state.data?.held ? WHILE_HELD_MS : false),
    staleTime: 0,
    meta: { membersOnly: true },
  })
}
