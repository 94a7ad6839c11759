import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, ok } from '@/api/client'
import { memberKeys } from '@/queries/keys'

/** What anybody may see of a member; an `ApiProblem` of status 404 if there is none. */
export function useMember(memberId: () => string) {
  return useQuery({
    queryKey: computed(() => memberKeys.one(memberId())),
    queryFn: ({ signal }) =>
      ok(api.GET('/api/members/{memberId}', { params: { path: { memberId: memberId() } }, signal })),
  })
}
