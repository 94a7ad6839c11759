import { useQuery } from '@tanstack/vue-query'

import { api, ok } from '@/api/client'
import { walletKeys } from '@/queries/keys'

/** What can be bought, the smallest first. */
export function usePackages() {
  return useQuery({
    queryKey: walletKeys.packages,
    queryFn: ({ signal }) => ok(api.GET('/api/wallet/packages', { signal })),
    select: (page) => page.items,
    staleTime: 60 * 60_000,
  })
}
