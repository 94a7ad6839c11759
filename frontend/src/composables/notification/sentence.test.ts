import { describe, expect, it } from 'vitest'

import { speak } from '@/i18n'
import NotificationRow from '@/screens/notifications/NotificationRow.vue'
import { render } from '@/testing/render'

import type { Notification, NotificationKind } from './pages'
import { momentOf, pathOf } from './sentence'

const NAMES = ['민호', 'Emma', '지우']

function told(kind: NotificationKind, count: number, changes: Partial<Notification> = {}): Notification {
  const type = kind.startsWith('plan')
    ? 'plan'
    : kind.startsWith('rec')
      ? 'recommendation'
      : kind === 'followed'
        ? 'member'
        : 'wallet'
  return {
    id: `${kind}.1`,
    kind,
    actors: NAMES.slice(0, count).map((name, index) => ({ id: `m${index}`, name })),
    count,
    subject: { type, id: 's1', title: '남해 바다' },
    read: true,
    createdAt: '2026-11-20T00:00:00.000Z',
    updatedAt: '2026-11-21T00:00:00.000Z',
    ...changes,
  }
}

function said(notification: Notification): string {
  const { wrapper } = render(NotificationRow, { props: { notification } })
  return wrapper.get('a').text()
}

describe('in Korean', () => {
  it.each([
    ['followed', 1, '민호 님이 나를 팔로우해요.'],
    ['followed', 2, '민호 님과 Emma 님이 나를 팔로우해요.'],
    ['followed', 4, '민호 님 외 3명이 나를 팔로우해요.'],
    ['plan_created', 1, '민호 님이 새 계획 ‘남해 바다’를 나눴어요.'],
    ['plan_liked', 1, '민호 님이 ‘남해 바다’를 좋아해요.'],
    ['plan_liked', 2, '민호 님과 Emma 님이 ‘남해 바다’를 좋아해요.'],
    ['plan_liked', 4, '민호 님 외 3명이 ‘남해 바다’를 좋아해요.'],
    ['plan_forked', 1, '민호 님이 ‘남해 바다’를 가져가 자기 여행으로 만들고 있어요.'],
    ['plan_forked', 2, '민호 님과 Emma 님이 ‘남해 바다’를 가져가 자기 여행으로 만들고 있어요.'],
    ['plan_forked', 4, '민호 님 외 3명이 ‘남해 바다’를 가져가 자기 여행으로 만들고 있어요.'],
    ['recommendation_created', 0, '‘남해 바다’ 추천이 준비됐어요. 어디로 가는지 볼까요?'],
    ['recommendation_failed', 0, '‘남해 바다’ 추천을 만들지 못했어요.'],
    ['tokens_increased', 0, '토큰 1,000개가 들어왔어요.'],
  ] as const)('%s by %i', (kind, count, sentence) => {
    expect(said(told(kind, count, { amount: 1000 }))).toBe(sentence)
  })

  it.each([
    ['제주 가족 여행', '민호 님이 ‘제주 가족 여행’을 좋아해요.'],
    ['Busan by KTX', '민호 님이 ‘Busan by KTX’를 좋아해요.'],
    [null, '민호 님이 내 계획을 좋아해요.'],
  ])('the particle follows the title %s', (title, sentence) => {
    expect(said(told('plan_liked', 1, { subject: { type: 'plan', id: 's1', title } }))).toBe(sentence)
  })

  it('says why there is no recommendation, also for a reason it has not heard of', () => {
    const failed = told('recommendation_failed', 0, { reason: 'over_budget' })
    expect(render(NotificationRow, { props: { notification: failed } }).wrapper.text()).toContain(
      '예산 안에서',
    )
    const unheard = { ...failed, reason: 'something_new' }
    expect(render(NotificationRow, { props: { notification: unheard } }).wrapper.text()).toContain('잠시 후')
  })
})

describe('in English', () => {
  it.each([
    ['followed', 1, '민호 started following you.'],
    ['followed', 2, '민호 and Emma started following you.'],
    ['followed', 4, '민호 and 3 others started following you.'],
    ['plan_created', 1, '민호 shared a new plan, “남해 바다”.'],
    ['plan_liked', 1, '민호 liked “남해 바다”.'],
    ['plan_liked', 2, '민호 and Emma liked “남해 바다”.'],
    ['plan_liked', 4, '민호 and 3 others liked “남해 바다”.'],
    ['plan_forked', 1, '민호 copied “남해 바다”.'],
    ['plan_forked', 2, '민호 and Emma copied “남해 바다”.'],
    ['plan_forked', 4, '민호 and 3 others copied “남해 바다”.'],
    ['recommendation_created', 0, '“남해 바다” is ready. Take a look!'],
    ['recommendation_failed', 0, '“남해 바다” could not be made.'],
    ['tokens_increased', 0, '1,000 tokens arrived.'],
  ] as const)('%s by %i', async (kind, count, sentence) => {
    await speak('en')
    expect(said(told(kind, count, { amount: 1000 }))).toBe(sentence)
  })

  it('says one other if the second is not named', async () => {
    await speak('en')
    const one = told('plan_liked', 2, { actors: [{ id: 'm0', name: 'Emma' }] })
    expect(said(one)).toBe('Emma and 1 other liked “남해 바다”.')
  })
})

describe('where it leads', () => {
  it.each([
    [told('followed', 1), '/members/m0'],
    [told('followed', 2), '/members/s1/followers'],
    [told('plan_liked', 2), '/plans/s1'],
    [told('recommendation_failed', 0), '/recommendations/s1'],
    [told('tokens_increased', 0), '/wallet'],
  ])('%#', (notification, path) => {
    expect(pathOf(notification)).toBe(path)
  })
})

it('happened when it happened, not when it was read', () => {
  expect(momentOf(told('followed', 1))).toBe('2026-11-20T00:00:00.000Z')
  expect(momentOf(told('followed', 1, { read: false }))).toBe('2026-11-21T00:00:00.000Z')
})
