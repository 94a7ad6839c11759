import { useQuery, useQueryClient } from '@tanstack/vue-query'

import { api, ok } from '@/api/client'
import { ApiProblem } from '@/api/problem'
import { planQuery } from '@/composables/plan/usePlan'
import { recommendationKeys } from '@/queries/keys'

/** What is not there (any more) is nothing to begin with, and no reason not to begin. */
async function orNothing<Found>(asked: Promise<Found>): Promise<Found | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return null
    throw error
  }
}

/** What a request begins with: the plan that it is to deepen, or an earlier request that is asked differently now. */
export function useRecommendationStart(planId: string | null, recommendationId: string | null) {
  const client = useQueryClient()
  return useQuery({
    queryKey: recommendationKeys.start(planId, recommendationId),
    queryFn: async ({ signal }) => {
      const params = { path: { recommendationId: recommendationId ?? '' } }
      const [plan, earlier] = await Promise.all([
        planId ? orNothing(client.fetchQuery(planQuery(planId))) : null,
        recommendationId && !planId
          ? orNothing(ok(api.GET('/api/recommendations/{recommendationId}', { params, signal })))
          : null,
      ])
      return { plan, earlier }
    },
    meta: { membersOnly: true },
  })
}
