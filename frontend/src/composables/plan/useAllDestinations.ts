import { useQuery } from '@tanstack/vue-query'

import { api, ok } from '@/api/client'
import { planKeys } from '@/queries/keys'

/** Every destination that is known by name. */
export function useAllDestinations() {
  return useQuery({
    queryKey: planKeys.allDestinations,
    queryFn: ({ signal }) => ok(api.GET('/api/destinations', { params: { query: { limit: 100 } }, signal })),
    select: (page) => page.items,
    staleTime: Number.POSITIVE_INFINITY,
  })
}
