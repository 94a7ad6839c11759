/** How my draft and what is stored differ, in words for the one who has to choose. */
import type { Draft } from './draft'

export const FIELDS = [
  'title',
  'location',
  'travelDate',
  'endDate',
  'groupSize',
  'budget',
  'currency',
  'details',
] as const
export type Field = (typeof FIELDS)[number]

export interface Differences {
  fields: Field[]
  /** What only one of the two has on a day, as `{date, title}`; what merely moved is in both lists. */
  onlyMine: { date: string; title: string }[]
  onlyTheirs: { date: string; title: string }[]
  /** The same items, in another order or with other words. */
  otherwise: boolean
}

function itemsOf(draft: Draft) {
  return draft.days.flatMap(({ date, items }) => items.map(({ title }) => ({ date, title: title.trim() })))
}

function without(these: ReturnType<typeof itemsOf>, those: ReturnType<typeof itemsOf>) {
  const left = those.map(({ date, title }) => `${date} ${title}`)
  return these.filter(({ date, title }) => {
    const index = left.indexOf(`${date} ${title}`)
    if (index >= 0) left.splice(index, 1)
    return index < 0
  })
}

function bare(draft: Draft): string {
  return JSON.stringify(
    draft.days.map(({ date, items }) => [date, items.map((item) => ({ ...item, key: 0 }))]),
  )
}

export function differences(mine: Draft, theirs: Draft): Differences {
  const [own, stored] = [itemsOf(mine), itemsOf(theirs)]
  const [onlyMine, onlyTheirs] = [without(own, stored), without(stored, own)]
  return {
    fields: FIELDS.filter((field) => mine[field] !== theirs[field]),
    onlyMine,
    onlyTheirs,
    otherwise: !onlyMine.length && !onlyTheirs.length && bare(mine) !== bare(theirs),
  }
}
