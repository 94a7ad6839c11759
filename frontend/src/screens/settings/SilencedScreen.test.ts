import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'

import type { Member } from '@/api/types'
import { useSession } from '@/stores/session'
import { render } from '@/testing/render'
import { json, problem, serve } from '@/testing/server'

import SilencedScreen from './SilencedScreen.vue'

const since = '2026-01-01T00:00:00.000Z'
const page = (...people: { id: string; name: string; since: string }[]) =>
  json(200, { items: people, nextCursor: null })
const done = () => new Response(null, { status: 204 })

function begin(answers: Parameters<typeof serve>[0]) {
  const blocks = new Set(['a'])
  const asked = serve({
    'GET /api/members/me/blocked': () => page({ id: 'a', name: '다온', since }),
    'GET /api/members/me/muted': () => page({ id: 'b', name: '보라', since }),
    'GET /api/members/me/relations': () =>
      json(200, {
        items: [{ memberId: 'a', following: false, followedBy: false, blocking: blocks.has('a') }],
      }),
    'DELETE /api/members/a/block': () => {
      blocks.delete('a')
      return done()
    },
    'PUT /api/members/a/block': () => {
      blocks.add('a')
      return json(200, { memberId: 'a', blocking: true })
    },
    'GET /api/members/b/mute': () => json(200, { memberId: 'b', muting: false }),
    ...answers,
  })
  const { wrapper } = render(SilencedScreen)
  useSession().update({ id: 'me' } as Member)
  const button = (label: string): HTMLButtonElement =>
    wrapper.get<HTMLButtonElement>(`button[aria-label="${label}"]`).element
  const changes = () => asked.filter((one) => one.method !== 'GET').map((one) => [one.method, one.path])
  return { wrapper, button, changes, asked }
}

it('takes a block back, and that again, in the same place', async () => {
  const { button, changes } = begin({})
  await vi.waitFor(() => button('다온 님 차단 풀기').click())
  await vi.waitFor(() => button('다온 님 다시 차단').click())
  await vi.waitFor(() => expect(button('다온 님 차단 풀기')).toBeTruthy())
  expect(changes()).toEqual([
    ['DELETE', '/api/members/a/block'],
    ['PUT', '/api/members/a/block'],
  ])
})

it('takes a mute back, without asking for each by itself', async () => {
  const { button, changes, asked } = begin({ 'DELETE /api/members/b/mute': done })
  await vi.waitFor(() => expect(button('보라 님 알림 켜기')).toBeTruthy())
  expect(asked.some((one) => one.path.endsWith('/mute'))).toBe(false)
  button('보라 님 알림 켜기').click()
  await vi.waitFor(() => expect(button('보라 님 알림 다시 끄기')).toBeTruthy())
  expect(changes()).toEqual([['DELETE', '/api/members/b/mute']])
})

it('leaves it as it was when it is refused', async () => {
  const { button } = begin({
    'GET /api/members/b/mute': () => json(200, { memberId: 'b', muting: true }),
    'DELETE /api/members/b/mute': () => problem(503, 'unavailable'),
  })
  await vi.waitFor(() => button('보라 님 알림 켜기').click())
  await flushPromises()
  await vi.waitFor(() => expect(button('보라 님 알림 켜기')).toBeTruthy())
})

it('says that there is nobody, and what went wrong', async () => {
  const { wrapper } = begin({
    'GET /api/members/me/blocked': () => page(),
    'GET /api/members/me/muted': () => problem(503, 'unavailable'),
  })
  await vi.waitFor(() => expect(wrapper.text()).toContain('차단한 사람이 없어요.'))
  expect(wrapper.findAll('li')).toHaveLength(0)
  await vi.waitFor(() => expect(wrapper.text()).toContain('다시 시도'))
})
