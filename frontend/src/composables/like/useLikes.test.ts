import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { defineComponent, h } from 'vue'

import { render } from '@/testing/render'
import { json, serve } from '@/testing/server'

import { useLikes } from './useLikes'

it('asks page by page, and what it gets is liked', async () => {
  const asked = serve({
    'GET /api/members/me/likes': ({ path }) =>
      json(
        200,
        path.includes('cursor=two')
          ? { items: [{ id: 'b' }], nextCursor: null }
          : { items: [{ id: 'a' }], nextCursor: 'two' },
      ),
  })
  let likes!: ReturnType<typeof useLikes>
  render(
    defineComponent(() => {
      likes = useLikes()
      return () => h('div')
    }),
  )
  await flushPromises()
  await likes.fetchNextPage()

  expect(likes.plans.value).toEqual([
    { id: 'a', likedByMe: true },
    { id: 'b', likedByMe: true },
  ])
  expect(likes.hasNextPage.value).toBe(false)
  expect(asked.map((one) => one.path)).toEqual([
    '/api/members/me/likes?limit=12',
    '/api/members/me/likes?limit=12&cursor=two',
  ])
})
