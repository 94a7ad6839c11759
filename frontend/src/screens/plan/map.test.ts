import { expect, it } from 'vitest'

import { costsOf } from './costs'
import { project, spread } from './projection'
import { byDay, stopsOf } from './stops'

const at = (lat: number, lng: number) => ({ name: 'p', coordinates: { lat, lng } })
const nothing = { time: null, note: null, category: null, cost: null, place: null } as const
const itinerary = {
  days: [
    {
      date: '2026-12-24',
      items: [
        { ...nothing, title: 'a', place: at(33.5, 126.5), category: 'sight' as const, cost: 5000 },
        { ...nothing, title: 'b', cost: 2000 },
      ],
    },
    {
      date: '2026-12-26',
      items: [{ ...nothing, title: 'c', place: at(33.2, 126.9), category: 'meal' as const, cost: 20_000 }],
    },
  ],
}

it('numbers what is on the map through the whole trip', () => {
  const stops = stopsOf({ itinerary }, (date) => Number(date.slice(8)) - 23)
  expect(stops.map(({ number, day, title, anchor }) => [number, day, title, anchor])).toEqual([
    [1, 1, 'a', 'item-2026-12-24-0'],
    [2, 3, 'c', 'item-2026-12-26-0'],
  ])
  expect(byDay(stops).map(({ day }) => day)).toEqual([1, 3])
})

it('adds up what days and categories cost; what has no category is other', () => {
  expect(costsOf(itinerary)).toEqual({
    total: 27_000,
    most: 20_000,
    days: [
      { date: '2026-12-24', total: 7000, by: { sight: 5000, other: 2000 } },
      { date: '2026-12-26', total: 20_000, by: { meal: 20_000 } },
    ],
    categories: [
      { category: 'sight', total: 5000 },
      { category: 'meal', total: 20_000 },
      { category: 'other', total: 2000 },
    ],
  })
})

it('keeps all places within the margin, north up and east to the right', () => {
  const places = [
    { lat: 33.5, lng: 126.2 },
    { lat: 33.2, lng: 126.9 },
  ]
  const map = project(places, 640, 420, 50)
  const [one, other] = places.map((place) => map.place(place))
  expect(one?.x).toBeLessThan(other?.x ?? 0)
  expect(one?.y).toBeLessThan(other?.y ?? 0)
  for (const { x, y } of [one, other].filter((point) => point !== undefined)) {
    expect(x).toBeGreaterThanOrEqual(49.9)
    expect(x).toBeLessThanOrEqual(590.1)
    expect(y).toBeGreaterThanOrEqual(49.9)
    expect(y).toBeLessThanOrEqual(370.1)
  }
  // 0.7 degrees at 33° north are about 65 km across 540 of its units.
  expect(map.scale.km / map.scale.width).toBeCloseTo(65.3 / 540, 2)
})

it('draws a single place in the middle', () => {
  expect(project([{ lat: 37.5, lng: 127 }], 640, 420, 50).place({ lat: 37.5, lng: 127 })).toEqual({
    x: 320,
    y: 210,
  })
})

it('parts marks that lie on one another, the very same place too', () => {
  const moved = spread(
    [
      { x: 100, y: 100 },
      { x: 100, y: 100 },
      { x: 104, y: 100 },
    ],
    30,
    640,
    420,
  )
  moved.forEach((one, index) =>
    moved.slice(index + 1).forEach((other) => {
      expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(28)
    }),
  )
})
