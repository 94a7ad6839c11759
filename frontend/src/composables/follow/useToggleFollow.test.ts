import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'

import { useToasts } from '@/composables/useToasts'
import { followKeys } from '@/queries/keys'
import { render } from '@/testing/render'
import { problem, serve } from '@/testing/server'

import type { Relation } from './relations'
import { useToggleFollow } from './useToggleFollow'

function begin() {
  let toggle!: ReturnType<typeof useToggleFollow>
  const { queryClient } = render(
    defineComponent(() => {
      toggle = useToggleFollow()
      return () => h('div')
    }),
  )
  const list = { pages: [{ items: [], nextCursor: null, total: 4 }], pageParams: [null] }
  const stands = { following: false, followedBy: true, blocking: false }
  queryClient.setQueryData(followKeys.relation('a'), { ...stands, memberId: 'a', following: true })
  queryClient.setQueryData(followKeys.relation('b'), { ...stands, memberId: 'b' })
  queryClient.setQueryData(followKeys.followers('b'), list)
  const follows = (id: string) => queryClient.getQueryData<Relation>(followKeys.relation(id))?.following
  const seen = () => ({
    mine: ['a', 'b'].filter(follows),
    total: queryClient.getQueryData<typeof list>(followKeys.followers('b'))?.pages[0]?.total,
  })
  return { toggle, seen }
}

describe('following a member', () => {
  it('shows at once, with the count, before the API has answered', async () => {
    let answer!: (response: Response) => void
    const asked = serve({
      'PUT /api/members/b/follow': () => new Promise<Response>((resolve) => (answer = resolve)),
    })
    const { toggle, seen } = begin()

    toggle.mutate({ memberId: 'b', follow: true })
    await flushPromises()
    expect(seen()).toEqual({ mine: ['a', 'b'], total: 5 })

    answer(Response.json({ memberId: 'b', following: true }))
    await flushPromises()
    expect(seen()).toEqual({ mine: ['a', 'b'], total: 5 })
    expect(asked.map((one) => [one.method, one.path, one.body])).toEqual([
      ['PUT', '/api/members/b/follow', undefined],
    ])
  })

  it('takes it back when it is refused, and says why', async () => {
    serve({ 'PUT /api/members/b/follow': () => problem(409, 'blocked') })
    const { toggle, seen } = begin()

    toggle.mutate({ memberId: 'b', follow: true })
    await flushPromises()

    expect(toggle.isError.value).toBe(true)
    expect(seen()).toEqual({ mine: ['a'], total: 4 })
    expect(useToasts().shown.value.at(-1)?.text).toBe('서로 차단된 사이라 할 수 없어요.')
  })

  it('ends a follow', async () => {
    const asked = serve({
      'DELETE /api/members/a/follow': () => new Response(null, { status: 204 }),
    })
    const { toggle, seen } = begin()

    toggle.mutate({ memberId: 'a', follow: false })
    await flushPromises()

    expect(asked[0]?.method).toBe('DELETE')
    expect(seen().mine).toEqual([])
  })
})
