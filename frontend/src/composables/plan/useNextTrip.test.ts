import { expect, it, vi } from 'vitest'
import { defineComponent } from 'vue'

import { addDays, today } from '@/lib/dates'
import { render } from '@/testing/render'
import { json, serve } from '@/testing/server'

import { useNextTrip } from './useNextTrip'

const trip = (id: string, starts: number, days: number) => ({
  id,
  travelDate: addDays(today(), starts),
  endDate: addDays(today(), starts + days - 1),
})

it.each([
  [[trip('later', 9, 2), trip('over', -5, 3), trip('soon', 2, 1)], 'soon'],
  [[trip('soon', 1, 1), trip('under way', -1, 2)], 'under way'],
  [[trip('over', -2, 2)], undefined],
  [[trip('over', -2, 2)], undefined, 'more'],
])('finds the trip that goes on or comes next', async (items, found, nextCursor: string | null = null) => {
  serve({ 'GET /api/members/me/plans': () => json(200, { items, nextCursor }) })
  let next: ReturnType<typeof useNextTrip> | undefined
  render(
    defineComponent({
      setup() {
        next = useNextTrip()
        return () => null
      },
    }),
  )
  await vi.waitFor(() => expect(next?.isPending.value).toBe(false))
  expect(next?.trip.value?.id).toBe(found)
  expect(next?.none.value).toBe(nextCursor === null && !found)
})
