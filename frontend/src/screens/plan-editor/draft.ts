/** What is being written: a plan's content with a key for each item, and the changes that can be made to it. */
import type { Category, Plan, Schema } from '@/api/types'
import { addDays, daysBetween, daysOf } from '@/lib/dates'
import { toMajor, toMinor } from '@/lib/money'

export const MAX_ITEMS_A_DAY = 40

export interface Coordinates {
  lat: number
  lng: number
}

export interface DraftItem {
  /** Of this draft only: tells items apart while they move. */
  key: number
  time: string
  title: string
  place: string
  coordinates: Coordinates | null
  category: Category | null
  cost: number | null
  note: string
}
export type ItemFields = Omit<DraftItem, 'key'>

export interface DraftDay {
  date: string
  items: DraftItem[]
}

export interface Draft {
  title: string
  location: string
  travelDate: string
  endDate: string
  groupSize: number
  budget: number | null
  currency: string
  details: string
  /** Every day of the trip, in order. */
  days: DraftDay[]
}

/** Where an item is: the index of its day and its index in that. */
export interface Place {
  day: number
  index: number
}

let lastKey = 0

export function newKey(): number {
  return ++lastKey
}

export const NO_ITEM: ItemFields = {
  time: '',
  title: '',
  place: '',
  coordinates: null,
  category: null,
  cost: null,
  note: '',
}

export function draftOf(plan: Plan): Draft {
  const items = new Map(plan.itinerary.days.map((day) => [day.date, day.items]))
  return {
    title: plan.title,
    location: plan.location,
    travelDate: plan.travelDate,
    endDate: plan.endDate,
    groupSize: plan.groupSize,
    budget: plan.budget,
    currency: plan.currency,
    details: plan.details ?? '',
    days: daysOf(plan.travelDate, plan.endDate).map((date) => ({
      date,
      items: (items.get(date) ?? []).map((item) => ({
        key: newKey(),
        time: item.time ?? '',
        title: item.title,
        place: item.place?.name ?? '',
        coordinates: item.place?.coordinates ?? null,
        category: item.category,
        cost: item.cost,
        note: item.note ?? '',
      })),
    })),
  }
}

/** The body of PUT: every day of the trip in order, so that the pointers of errors lead back to `days`. */
export function contentOf(draft: Draft): Schema<'PlanContent'> {
  return {
    title: draft.title.trim() || null,
    location: draft.location.trim(),
    travelDate: draft.travelDate,
    endDate: draft.endDate,
    groupSize: draft.groupSize,
    budget: draft.budget,
    currency: draft.currency,
    details: draft.details.trim() || null,
    itinerary: {
      days: draft.days.map(({ date, items }) => ({
        date,
        items: items.map((item) => ({
          time: item.time || null,
          title: item.title.trim(),
          place: item.place.trim() ? { name: item.place.trim(), coordinates: item.coordinates } : null,
          category: item.category,
          cost: item.cost,
          note: item.note.trim() || null,
        })),
      })),
    },
  }
}

export function placeOf(draft: Draft, key: number): Place | null {
  for (const [day, { items }] of draft.days.entries()) {
    const index = items.findIndex((item) => item.key === key)
    if (index >= 0) return { day, index }
  }
  return null
}

/** The draft with a copy of the days that `change` may alter as it likes. */
function withDays(draft: Draft, change: (days: DraftDay[]) => void): Draft {
  const days = draft.days.map((day) => ({ ...day, items: [...day.items] }))
  change(days)
  return { ...draft, days }
}

/** Put an item in; at the end of its day if that is shorter. */
export function insertItem(draft: Draft, item: DraftItem, at: Place): Draft {
  return withDays(draft, (days) => days[at.day]?.items.splice(at.index, 0, item))
}

export function changeItem(draft: Draft, key: number, fields: ItemFields): Draft {
  const at = placeOf(draft, key)
  if (!at) return draft
  return withDays(draft, (days) => days[at.day]?.items.splice(at.index, 1, { ...fields, key }))
}

export function removeItem(draft: Draft, key: number): Draft {
  const at = placeOf(draft, key)
  return at ? withDays(draft, (days) => days[at.day]?.items.splice(at.index, 1)) : draft
}

/** Take an item to another place, given as it is before the item is taken away; unchanged if that day is full. */
export function moveItem(draft: Draft, key: number, to: Place): Draft {
  const from = placeOf(draft, key)
  const target = draft.days[to.day]
  if (!from || !target) return draft
  const same = from.day === to.day
  if (!same && target.items.length >= MAX_ITEMS_A_DAY) return draft
  const index = same && to.index > from.index ? to.index - 1 : to.index
  if (same && index === from.index) return draft
  return withDays(draft, (days) => {
    const [item] = days[from.day]?.items.splice(from.index, 1) ?? []
    if (item) days[to.day]?.items.splice(index, 0, item)
  })
}

/** Where an item goes one step up or down, over the edge of its day to the next; null at the very end. */
export function stepFrom(draft: Draft, key: number, step: -1 | 1): Place | null {
  const at = placeOf(draft, key)
  if (!at) return null
  const count = draft.days[at.day]?.items.length ?? 0
  if (step < 0 && at.index > 0) return { day: at.day, index: at.index - 1 }
  if (step > 0 && at.index < count - 1) return { day: at.day, index: at.index + 2 }
  const day = at.day + step
  const next = draft.days[day]
  return next ? { day, index: step < 0 ? next.items.length : 0 } : null
}

/**
 * What becomes of items when the dates change: `keep` leaves each on its date and takes those outside to the nearest
 * day, `shift` keeps the first day the first, `remove` gives up those outside.
 */
export type OutsidePolicy = 'keep' | 'shift' | 'remove'

/** The items whose dates are not among those of the new trip. */
export function outside(draft: Draft, start: string, end: string): DraftItem[] {
  return draft.days.filter(({ date }) => date < start || date > end).flatMap(({ items }) => items)
}

export function setDates(draft: Draft, start: string, end: string, policy: OutsidePolicy): Draft {
  const days: DraftDay[] = daysOf(start, end).map((date) => ({ date, items: [] }))
  const last = days.length - 1
  const moved = policy === 'shift' ? daysBetween(draft.travelDate, start) : 0
  for (const { date, items } of draft.days) {
    const index = daysBetween(start, addDays(date, moved))
    if (policy === 'remove' && (index < 0 || index > last)) continue
    days[Math.max(0, Math.min(last, index))]?.items.push(...items)
  }
  return { ...draft, travelDate: start, endDate: end, days }
}

/** Whether the API would take as many items a day. */
export function fits(draft: Draft): boolean {
  return draft.days.every(({ items }) => items.length <= MAX_ITEMS_A_DAY)
}

/** The same numbers in another currency: ₩10,000 becomes $10,000, not $100. Nothing is converted. */
export function setCurrency(draft: Draft, currency: string): Draft {
  const same = (minor: number | null): number | null =>
    minor === null ? null : toMinor(toMajor(minor, draft.currency), currency)
  return {
    ...draft,
    currency,
    budget: same(draft.budget),
    days: draft.days.map((day) => ({
      ...day,
      items: day.items.map((item) => ({ ...item, cost: same(item.cost) })),
    })),
  }
}

/** "33.4581, 126.9425" as maps give it; null if it is none. */
export function readCoordinates(text: string): Coordinates | null {
  const found = /^\s*\(?\s*(-?\d{1,2}(?:\.\d+)?)\s*[,\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*\)?\s*$/.exec(text)
  if (!found) return null
  const [lat, lng] = [Number(found[1]), Number(found[2])]
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { lat, lng } : null
}
