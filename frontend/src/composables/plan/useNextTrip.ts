import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, ok } from '@/api/client'
import { today } from '@/lib/dates'
import { planKeys } from '@/queries/keys'

/** Who has written more than this since they planned their next trip does without it. */
const LATEST = 50

/** My trip that goes on or comes next, if there is one. */
export function useNextTrip() {
  const query = useQuery({
    queryKey: planKeys.next,
    queryFn: ({ signal }) =>
      ok(api.GET('/api/members/me/plans', { params: { query: { limit: LATEST } }, signal })),
    meta: { membersOnly: true },
  })
  const trip = computed(
    () =>
      query.data.value?.items
        .filter(({ endDate }) => endDate >= today())
        .sort((one, other) => one.travelDate.localeCompare(other.travelDate))[0],
  )
  return { ...query, trip }
}
