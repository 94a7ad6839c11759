import type { Plan } from '@/api/types'

/** A place of the itinerary that is on the map, numbered through the whole trip as in the timeline. */
export interface Stop {
  number: number
  /** Of the trip, from 1. */
  day: number
  title: string
  place: string
  lat: number
  lng: number
  /** The timeline's element about it. */
  anchor: string
}

export function anchorOf(date: string, index: number): string {
  return `item-${date}-${index}`
}

export function stopsOf(plan: Pick<Plan, 'itinerary'>, dayOf: (date: string) => number): Stop[] {
  const stops: Stop[] = []
  for (const { date, items } of plan.itinerary.days) {
    items.forEach(({ title, place }, index) => {
      if (!place?.coordinates) return
      stops.push({
        number: stops.length + 1,
        day: dayOf(date),
        title,
        place: place.name,
        ...place.coordinates,
        anchor: anchorOf(date, index),
      })
    })
  }
  return stops
}

/** The stops of each day, in order. */
export function byDay(stops: readonly Stop[]): { day: number; stops: Stop[] }[] {
  const days: { day: number; stops: Stop[] }[] = []
  for (const stop of stops) {
    const last = days.at(-1)
    if (last?.day === stop.day) last.stops.push(stop)
    else days.push({ day: stop.day, stops: [stop] })
  }
  return days
}
