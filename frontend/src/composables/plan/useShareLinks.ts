import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, ok } from '@/api/client'
import { planKeys } from '@/queries/keys'

/** The live share links of a plan of mine, oldest first; asked for once they are to be seen. */
export function useShareLinks(planId: () => string, enabled: () => boolean) {
  return useQuery({
    queryKey: computed(() => planKeys.links(planId())),
    queryFn: ({ signal }) =>
      ok(api.GET('/api/plans/{planId}/links', { params: { path: { planId: planId() } }, signal })),
    select: (page) => page.items,
    enabled: computed(enabled),
    meta: { membersOnly: true },
  })
}
