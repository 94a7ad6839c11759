import { flushPromises } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'

import { keepAccess } from '@/api/access'
import type { Member } from '@/api/types'
import { useToasts } from '@/composables/useToasts'
import { notificationKeys } from '@/queries/keys'
import { render } from '@/testing/render'
import { json, problem, serve } from '@/testing/server'

import NotificationsScreen from './NotificationsScreen.vue'
import PreferencesScreen from './PreferencesScreen.vue'

const member: Member = {
  id: 'me',
  name: '지우',
  bio: '',
  language: 'ko',
  searchable: true,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
}
const [liked, forked] = ['plan_liked', 'plan_forked'].map((kind, index) => ({
  id: `${kind}.1`,
  kind,
  actors: [{ id: 'm1', name: '민호' }],
  count: 1,
  subject: { type: 'plan', id: 'me.p1', title: '제주 여행' },
  read: index === 1,
  createdAt: new Date().toISOString(),
  updatedAt: new Date().toISOString(),
}))

async function opened(answers: Parameters<typeof serve>[0], screen = NotificationsScreen) {
  const asked = serve({
    'GET /api/notifications': () => json(200, { items: [liked, forked], nextCursor: null }),
    'GET /api/notifications/unread-count': () => json(200, { count: 1 }),
    ...answers,
  })
  const rendered = render(screen)
  keepAccess({ accessToken: 'token', expiresIn: 600, member })
  await flushPromises()
  await vi.waitFor(() => expect(rendered.wrapper.find('[aria-busy=true]').exists()).toBe(false))
  return { ...rendered, asked }
}

describe('the inbox', () => {
  it('marks what is opened as read, and the bell knows at once', async () => {
    let answer: (response: Response) => void = () => undefined
    const { wrapper, asked, queryClient } = await opened({
      'POST /api/notifications/read': () => new Promise<Response>((resolve) => (answer = resolve)),
    })
    expect(wrapper.findAll('.row--unread')).toHaveLength(1)
    await wrapper.get('.row--unread a').trigger('click')
    await flushPromises()
    expect(wrapper.findAll('.row--unread')).toHaveLength(0)
    expect(queryClient.getQueryData(notificationKeys.unread)).toEqual({ count: 0 })
    expect(asked.find((each) => each.method === 'POST')?.body).toEqual({ ids: ['plan_liked.1'] })
    answer(json(200, { count: 0 }))
    await flushPromises()
  })

  it('marks everything as read and says so', async () => {
    const { wrapper, asked } = await opened({
      'POST /api/notifications/read': () => json(200, { count: 0 }),
    })
    await wrapper.get('.read-all').trigger('click')
    await flushPromises()
    expect(asked.find((each) => each.method === 'POST')?.body).toEqual({ all: true })
    expect(wrapper.findAll('.row--unread')).toHaveLength(0)
    expect(wrapper.find('.read-all').exists()).toBe(false)
    expect(useToasts().shown.value.at(-1)?.text).toContain('모두 읽었어요')
  })

  it('takes a dismissed one away at once, and brings it back if that is refused', async () => {
    let answer: (response: Response) => void = () => undefined
    const { wrapper } = await opened({
      'DELETE /api/notifications/plan_liked.1': () => new Promise<Response>((resolve) => (answer = resolve)),
    })
    await wrapper.get('.dismiss').trigger('click')
    await flushPromises()
    expect(wrapper.findAll('li')).toHaveLength(1)
    answer(problem(503, 'unavailable'))
    await vi.waitFor(() => expect(wrapper.findAll('li')).toHaveLength(2))
    expect(wrapper.text()).toContain('민호 님이 ‘제주 여행’을 좋아해요.')
    expect(useToasts().shown.value.at(-1)?.kind).toBe('problem')
  })

  it('is kind when it is empty, and can be asked again when it failed', async () => {
    let down = true
    const { wrapper } = await opened({
      'GET /api/notifications': () =>
        down ? problem(503, 'unavailable') : json(200, { items: [], nextCursor: null }),
    })
    const again = wrapper.findAll('button').find((each) => each.text() === '다시 시도')
    down = false
    await again?.trigger('click')
    await vi.waitFor(() => expect(wrapper.text()).toContain('아직 조용해요'))
  })
})

describe('preferences', () => {
  const kinds = { followed: true, plan_created: true, plan_liked: true, plan_forked: true }
  const mine = { recommendation_created: true, recommendation_failed: true, tokens_increased: true }

  it('turn at once, with the ETag, and turn back if that is refused', async () => {
    let answer: (response: Response) => void = () => undefined
    const { wrapper, asked } = await opened(
      {
        'GET /api/notifications/preferences': () => json(200, { ...kinds, ...mine }, { ETag: '"7"' }),
        'PUT /api/notifications/preferences': () => new Promise<Response>((resolve) => (answer = resolve)),
      },
      PreferencesScreen,
    )
    const liking = wrapper.get<HTMLInputElement>('input[aria-label=좋아요]')
    await liking.setValue(false)
    await flushPromises()
    expect(liking.element.checked).toBe(false)
    const put = asked.find((each) => each.method === 'PUT')
    expect(put?.headers.get('if-match')).toBe('"7"')
    expect(put?.body).toEqual({ ...kinds, ...mine, plan_liked: false })
    answer(problem(412, 'precondition_failed'))
    await vi.waitFor(() => expect(liking.element.checked).toBe(true))
  })
})
