import { expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'

import type { Member } from '@/api/types'
import { useSession } from '@/stores/session'
import { render } from '@/testing/render'
import { json, problem, serve, type Asked } from '@/testing/server'

import { useBlock } from './useBlock'
import { useRelation } from './useRelation'

const RELATIONS = '/api/members/me/relations'
const idsOf = (asked: Asked): string[] =>
  new URL(asked.path, location.origin).searchParams.get('ids')?.split(',') ?? []
const everybody = (asked: Asked): Response =>
  json(200, {
    items: idsOf(asked).map((memberId) => ({
      memberId,
      following: memberId === 'b',
      followedBy: true,
      blocking: false,
    })),
  })

function begin<Made>(make: () => Made, me: string | null = 'me') {
  let made!: Made
  render(
    defineComponent(() => {
      if (me) useSession().update({ id: me } as Member)
      made = make()
      return () => h('div')
    }),
  )
  return { made }
}

it('asks for the buttons of a whole list in one request, for each member once', async () => {
  const asked = serve({ [`GET ${RELATIONS}`]: everybody })
  const { made } = begin(() => ['a', 'b', 'c', 'b'].map((id) => useRelation(() => id)))
  await vi.waitFor(() =>
    expect(made.map((one) => one.data.value?.following)).toEqual([false, true, false, true]),
  )
  expect(asked.map(idsOf)).toEqual([['a', 'b', 'c']])
})

it('asks for more than fit one request in several', async () => {
  const asked = serve({ [`GET ${RELATIONS}`]: everybody })
  const { made } = begin(() =>
    Array.from({ length: 150 }, (_, index) => useRelation(() => `m${String(index)}`)),
  )
  await vi.waitFor(() => expect(made.every((one) => one.data.value)).toBe(true))
  expect(asked.map((one) => idsOf(one).length)).toEqual([100, 50])
})

it.each([
  ['a stranger', null],
  ['oneself', 'a'],
])('asks nothing for %s', async (_name, me) => {
  const asked = serve({ [`GET ${RELATIONS}`]: everybody })
  begin(() => useRelation(() => 'a'), me)
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(asked).toEqual([])
})

it.each([
  ['ends both follows at once', true],
  ['is taken back when it is refused', false],
])('a block %s', async (_name, allowed) => {
  let blocking = false
  let answer!: () => void
  serve({
    [`GET ${RELATIONS}`]: () =>
      json(200, { items: [{ memberId: 'b', following: !blocking, followedBy: !blocking, blocking }] }),
    'PUT /api/members/b/block': async () => {
      await new Promise<void>((resolve) => (answer = resolve))
      blocking = allowed
      return allowed ? json(200, { memberId: 'b', blocking }) : problem(503, 'unavailable')
    },
  })
  const { made } = begin(() => ({ relation: useRelation(() => 'b'), block: useBlock(() => 'b') }))
  const stands = () => {
    const now = made.relation.data.value
    return [now?.blocking, now?.following, now?.followedBy]
  }
  await vi.waitFor(() => expect(stands()).toEqual([false, true, true]))
  made.block.mutate(true)
  await vi.waitFor(() => expect(stands()).toEqual([true, false, false]))
  await vi.waitFor(() => answer())
  await vi.waitFor(() => expect(made.block.isPending.value).toBe(false))
  await vi.waitFor(() => expect(stands()).toEqual([allowed, !allowed, !allowed]))
})
