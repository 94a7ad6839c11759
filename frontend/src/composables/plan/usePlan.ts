import { queryOptions, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'

import { api, ok } from '@/api/client'
import { planKeys } from '@/queries/keys'

/** How one plan is asked for; what is cached is the plan itself. */
export function planQuery(planId: string) {
  return queryOptions({
    queryKey: planKeys.one(planId),
    queryFn: ({ signal }) => ok(api.GET('/api/plans/{planId}', { params: { path: { planId } }, signal })),
  })
}

/** A plan; an `ApiProblem` of status 404 if there is none that the reader may see. */
export function usePlan(planId: MaybeRefOrGetter<string>) {
  return useQuery(computed(() => planQuery(toValue(planId))))
}
