import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { defineComponent, h } from 'vue'

import type { Member } from '@/api/types'
import { followKeys } from '@/queries/keys'
import { useSession } from '@/stores/session'
import { render } from '@/testing/render'
import { problem, serve } from '@/testing/server'

import { useRemoveFollower } from './useRemoveFollower'

it.each([
  ['gone from the list', () => new Response(null, { status: 204 }), ['b'], 1],
  ['back in the list when refused', () => problem(503, 'unavailable'), ['a', 'b'], 2],
])('removing a follower: %s', async (_name, answer, left, total) => {
  const asked = serve({ 'DELETE /api/members/me/followers/a': answer })
  let remove!: ReturnType<typeof useRemoveFollower>
  const { queryClient } = render(
    defineComponent(() => {
      useSession().update({ id: 'me' } as Member)
      remove = useRemoveFollower()
      return () => h('div')
    }),
  )
  const key = followKeys.followers('me')
  const list = {
    pages: [{ items: [{ id: 'a' }, { id: 'b' }], nextCursor: null, total: 2 }],
    pageParams: [null],
  }
  queryClient.setQueryData(key, list)

  remove.mutate('a')
  await flushPromises()

  expect(asked.map((one) => one.path)).toEqual(['/api/members/me/followers/a'])
  const page = queryClient.getQueryData<typeof list>(key)?.pages[0]
  expect(page?.items.map((each) => each.id)).toEqual(left)
  expect(page?.total).toBe(total)
})
