import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, ok } from '@/api/client'
import { today } from '@/lib/dates'
import { planKeys } from '@/queries/keys'

/** Who has written more than this since they planned their next trip does without it. */
const LATEST = 20

/** My trip that goes on or comes next, among the plans that I wrote last; `none`: I have none, in all that I wrote. */
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
  const none = computed(() => !trip.value && query.data.value?.nextCursor === null)
  return { isPending: query.isPending, trip, none }
}
