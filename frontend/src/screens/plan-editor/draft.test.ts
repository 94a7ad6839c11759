import { describe, expect, it } from 'vitest'

import { differences } from './compare'
import {
  changeItem,
  contentOf,
  fits,
  insertItem,
  moveItem,
  NO_ITEM,
  outside,
  placeOf,
  readCoordinates,
  removeItem,
  setCurrency,
  setDates,
  stepFrom,
  type Draft,
  type DraftItem,
} from './draft'

function item(key: number, title: string, cost: number | null = null): DraftItem {
  return { ...NO_ITEM, key, title, cost }
}

/** 24: a, b · 25: c · 26: nothing */
function trip(): Draft {
  return {
    title: '겨울 제주',
    location: '제주',
    travelDate: '2026-12-24',
    endDate: '2026-12-26',
    groupSize: 2,
    budget: 500_000,
    currency: 'KRW',
    details: '',
    days: [
      { date: '2026-12-24', items: [item(1, 'a', 10_000), item(2, 'b')] },
      { date: '2026-12-25', items: [item(3, 'c')] },
      { date: '2026-12-26', items: [] },
    ],
  }
}

function titles(draft: Draft): string {
  return draft.days.map(({ items }) => items.map(({ title }) => title).join('')).join('|')
}

describe('items', () => {
  it('are put in, changed and removed without touching the draft before', () => {
    const before = trip()
    const added = insertItem(before, item(9, 'x'), { day: 2, index: 5 })
    expect(titles(added)).toBe('ab|c|x')
    expect(titles(changeItem(added, 9, { ...NO_ITEM, title: 'y' }))).toBe('ab|c|y')
    expect(titles(removeItem(added, 1))).toBe('b|c|x')
    expect(titles(before)).toBe('ab|c|')
  })

  it.each([
    [1, { day: 0, index: 2 }, 'ba|c|'],
    [2, { day: 0, index: 0 }, 'ba|c|'],
    [1, { day: 0, index: 1 }, 'ab|c|'],
    [2, { day: 1, index: 0 }, 'a|bc|'],
    [3, { day: 2, index: 0 }, 'ab||c'],
    [3, { day: 7, index: 0 }, 'ab|c|'],
  ])('item %i moves to %j: %s', (key, to, expected) => {
    expect(titles(moveItem(trip(), key, to))).toBe(expected)
  })

  it('do not move into a day that is full', () => {
    const full = Array.from({ length: 40 }, (_, index) => item(100 + index, 'f'))
    const draft = { ...trip(), days: [{ date: '2026-12-24', items: full }, ...trip().days.slice(1)] }
    expect(placeOf(moveItem(draft, 3, { day: 0, index: 0 }), 3)).toEqual({ day: 1, index: 0 })
    expect(fits(draft)).toBe(true)
  })

  it.each([
    [1, 1, 'ba|c|'],
    [2, 1, 'a|bc|'],
    [3, -1, 'abc||'],
    [3, 1, 'ab||c'],
  ] as const)('item %i steps by %i, over the edge of its day: %s', (key, by, expected) => {
    const to = stepFrom(trip(), key, by)
    expect(to && titles(moveItem(trip(), key, to))).toBe(expected)
  })

  it('stop at the very beginning', () => {
    expect(stepFrom(trip(), 1, -1)).toBeNull()
  })
})

describe('dates', () => {
  it('name what would fall outside', () => {
    expect(outside(trip(), '2026-12-25', '2026-12-26').map(({ title }) => title)).toEqual(['a', 'b'])
    expect(outside(trip(), '2026-12-24', '2026-12-25')).toEqual([])
  })

  it.each([
    ['keep', 'abc|'],
    ['shift', 'ab|c'],
    ['remove', 'c|'],
  ] as const)('that shrink at the beginning %s', (policy, expected) => {
    expect(titles(setDates(trip(), '2026-12-25', '2026-12-26', policy))).toBe(expected)
  })

  it('that shrink at the end keep everything, in order', () => {
    const shrunk = setDates(trip(), '2026-12-24', '2026-12-24', 'keep')
    expect(titles(shrunk)).toBe('abc')
    expect(shrunk).toMatchObject({ travelDate: '2026-12-24', endDate: '2026-12-24' })
  })
})

describe('what is sent', () => {
  it('has every day, nulls for what is empty, and no keys', () => {
    const draft = insertItem(
      trip(),
      { ...item(7, ' 카페 '), place: '월정리', coordinates: { lat: 33.55, lng: 126.79 }, time: '10:00' },
      { day: 2, index: 0 },
    )
    const { itinerary, details, title } = contentOf(draft)
    expect({ details, title }).toEqual({ details: null, title: '겨울 제주' })
    expect(itinerary?.days?.map(({ date }) => date)).toEqual(['2026-12-24', '2026-12-25', '2026-12-26'])
    expect(itinerary?.days?.[2]?.items).toEqual([
      {
        time: '10:00',
        title: '카페',
        place: { name: '월정리', coordinates: { lat: 33.55, lng: 126.79 } },
        category: null,
        cost: null,
        note: null,
      },
    ])
  })

  it('keeps the numbers when the currency changes', () => {
    const dollars = setCurrency(trip(), 'USD')
    expect(dollars.budget).toBe(50_000_000)
    expect(dollars.days[0]?.items[0]?.cost).toBe(1_000_000)
    expect(setCurrency(dollars, 'KRW').budget).toBe(500_000)
  })
})

it.each([
  ['33.4581, 126.9425', { lat: 33.4581, lng: 126.9425 }],
  ['(-8.65 115.2)', { lat: -8.65, lng: 115.2 }],
  ['126.9425, 33.4581', null],
  ['제주', null],
])('reads coordinates: %s', (text, expected) => {
  expect(readCoordinates(text)).toEqual(expected)
})

it('tells two states apart for the one who chooses', () => {
  const theirs = { ...insertItem(removeItem(trip(), 2), item(8, 'd'), { day: 2, index: 0 }), groupSize: 3 }
  expect(differences(trip(), theirs)).toEqual({
    fields: ['groupSize'],
    onlyMine: [{ date: '2026-12-24', title: 'b' }],
    onlyTheirs: [{ date: '2026-12-26', title: 'd' }],
    otherwise: false,
  })
  expect(differences(trip(), moveItem(trip(), 1, { day: 0, index: 2 })).otherwise).toBe(true)
})
