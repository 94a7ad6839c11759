import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, ok } from '@/api/client'
import { planKeys } from '@/queries/keys'

/** A plan through a share link, as far as the link shows it; an `ApiProblem` of status 404 once the link has ended. */
export function useSharedPlan(token: () => string) {
  return useQuery({
    queryKey: computed(() => planKeys.shared(token())),
    queryFn: ({ signal }) =>
      ok(api.GET('/api/shared/{token}', { params: { path: { token: token() } }, signal })),
  })
}
