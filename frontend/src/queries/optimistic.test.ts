import { QueryClient } from '@tanstack/vue-query'
import { expect, it } from 'vitest'

import { showAtOnce } from './optimistic'

interface Liked {
  id: string
  likes: number
}

const like = (found: Liked) => ({ likes: found.likes + 1 })

it('shows a change wherever the thing is cached, leaves the rest as it was, and takes it back', async () => {
  const client = new QueryClient()
  const before = {
    pages: {
      pages: [
        {
          items: [
            { id: 'a', likes: 1 },
            { id: 'b', likes: 5 },
          ],
          nextCursor: 'x',
        },
      ],
      pageParams: [null],
    },
    list: { items: [{ id: 'b', likes: 5 }] },
    one: { id: 'a', likes: 1 },
    tagged: { data: { id: 'a', likes: 1 }, etag: '"1"' },
  }
  for (const [name, data] of Object.entries(before)) client.setQueryData(['plan', name], data)
  client.setQueryData(['member', 'a'], { id: 'a', likes: 1 })

  const takeBack = await showAtOnce<Liked>(client, ['plan'], 'a', like)
  expect(client.getQueryData(['plan', 'pages'])).toEqual({
    pages: [
      {
        items: [
          { id: 'a', likes: 2 },
          { id: 'b', likes: 5 },
        ],
        nextCursor: 'x',
      },
    ],
    pageParams: [null],
  })
  expect(client.getQueryData(['plan', 'one'])).toEqual({ id: 'a', likes: 2 })
  expect(client.getQueryData(['plan', 'tagged'])).toEqual({ data: { id: 'a', likes: 2 }, etag: '"1"' })
  expect(client.getQueryData(['plan', 'list'])).toBe(before.list)
  expect(client.getQueryData(['member', 'a'])).toEqual({ id: 'a', likes: 1 })

  takeBack()
  for (const [name, data] of Object.entries(before)) expect(client.getQueryData(['plan', name])).toEqual(data)
})
