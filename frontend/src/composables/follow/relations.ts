import { api, ok } from '@/api/client'
import type { Schema } from '@/api/types'

export type Relation = Schema<'Relation'>

interface Round {
  ids: Set<string>
  answer: Promise<ReadonlyMap<string, Relation>>
}

const AT_ONCE = 100
let open: Round | undefined

async function ask(ids: Set<string>): Promise<ReadonlyMap<string, Relation>> {
  const query = { ids: [...ids].join(',') }
  const { items } = await ok(api.GET('/api/members/me/relations', { params: { query } }))
  return new Map(items.map((each) => [each.memberId, each]))
}

function begin(): Round {
  const ids = new Set<string>()
  const later = new Promise<void>((resolve) => setTimeout(resolve))
  const round: Round = {
    ids,
    answer: later.then(() => {
      if (open === round) open = undefined
      return ask(ids)
    }),
  }
  return round
}

/** How I stand to a member. The buttons of a list ask one by one, and are answered by one request. */
export async function relationTo(memberId: string): Promise<Relation> {
  if (!open || open.ids.size >= AT_ONCE) open = begin()
  open.ids.add(memberId)
  const found = (await open.answer).get(memberId)
  if (!found) throw new Error('an answer without what was asked for')
  return found
}
