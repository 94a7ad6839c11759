import type { Category, Plan } from '@/api/types'

export const CATEGORIES: readonly Category[] = [
  'sight',
  'meal',
  'stay',
  'transport',
  'activity',
  'shopping',
  'other',
]

export interface DayCosts {
  date: string
  total: number
  by: Partial<Record<Category, number>>
}

/** What a plan costs, in minor units of its currency. Only days and categories that cost something. */
export interface Costs {
  total: number
  /** The dearest day: what the bars are measured by. */
  most: number
  days: DayCosts[]
  categories: { category: Category; total: number }[]
}

export function costsOf(itinerary: Plan['itinerary']): Costs {
  const days: DayCosts[] = []
  const totals = new Map<Category, number>()
  for (const { date, items } of itinerary.days) {
    const day: DayCosts = { date, total: 0, by: {} }
    for (const { cost, category } of items) {
      if (!cost) continue
      const kind = category ?? 'other'
      day.total += cost
      day.by[kind] = (day.by[kind] ?? 0) + cost
      totals.set(kind, (totals.get(kind) ?? 0) + cost)
    }
    if (day.total) days.push(day)
  }
  return {
    days,
    total: days.reduce((sum, day) => sum + day.total, 0),
    most: Math.max(0, ...days.map((day) => day.total)),
    categories: CATEGORIES.filter((category) => totals.has(category)).map((category) => ({
      category,
      total: totals.get(category) ?? 0,
    })),
  }
}
