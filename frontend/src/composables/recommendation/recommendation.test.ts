import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { defineComponent } from 'vue'

import { ApiProblem } from '@/api/problem'
import { render } from '@/testing/render'
import { json, problem, serve } from '@/testing/server'

import { isSettled } from './settled'
import { useAcceptRecommendation } from './useAcceptRecommendation'
import { useRecommendation } from './useRecommendation'
import { useRequestRecommendation } from './useRequestRecommendation'

const ID = '01m.01r'
const AT = '2026-12-01T00:00:00Z'

function made(status: string, steps: string[]) {
  return { id: ID, status, steps: steps.map((name) => ({ name, at: AT })), acceptedAs: [] }
}

/** A composable as a component uses it. */
function use<Used>(composable: () => Used): Used {
  let used: Used | undefined
  render(
    defineComponent({
      setup() {
        used = composable()
        return () => null
      },
    }),
  )
  return used as Used
}

const draft = { type: 'B', location: '부산', travelDate: '2026-12-10', groupSize: 2 } as const

test('asks with an Idempotency-Key of its own, and says what came from the store', async () => {
  const asked = serve({ 'POST /api/recommendations': () => json(200, made('created', ['created'])) })
  const request = use(useRequestRecommendation)

  const first = await request.mutateAsync(draft)
  await request.mutateAsync(draft)

  expect(first.stored).toBe(true)
  expect(asked[0]?.body).toEqual(draft)
  const keys = asked.map(({ headers }) => headers.get('idempotency-key'))
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/)
  expect(keys[1]).not.toBe(keys[0])
})

test('a request whose answer was lost goes out again under its key, another one under another', async () => {
  let answers = 0
  const asked = serve({
    'POST /api/recommendations': () => {
      answers += 1
      if (answers < 3) throw new TypeError('gone')
      return json(202, made('requested', ['requested']))
    },
  })
  const request = use(useRequestRecommendation)

  await expect(request.mutateAsync(draft)).rejects.toMatchObject({ code: 'network' })
  await expect(request.mutateAsync(draft)).rejects.toMatchObject({ code: 'network' })
  const { stored } = await request.mutateAsync({ ...draft, groupSize: 3 })

  expect(stored).toBe(false)
  const keys = asked.map(({ headers }) => headers.get('idempotency-key'))
  expect(keys[1]).toBe(keys[0])
  expect(keys[2]).not.toBe(keys[0])
})

test('without likes the refusal says so', async () => {
  serve({ 'POST /api/recommendations': () => problem(409, 'no_likes_yet') })
  const request = use(useRequestRecommendation)

  await expect(request.mutateAsync({ ...draft, type: 'C' })).rejects.toBeInstanceOf(ApiProblem)
  await flushPromises()
  expect((request.error.value as ApiProblem).code).toBe('no_likes_yet')
})

test('accepting sends the chosen items, and If-Match for a plan that was read again', async () => {
  const path = `POST /api/recommendations/${ID}/accept`
  const asked = serve({ [path]: () => json(201, { id: '01m.01p' }) })
  const accept = use(useAcceptRecommendation)

  await accept.mutateAsync({ recommendationId: ID, body: { items: ['a', 'b'], visibility: 'private' } })
  await accept.mutateAsync({ recommendationId: ID, body: { planId: '01m.01p' }, etag: '"4.x"' })

  expect(asked[0]?.body).toEqual({ items: ['a', 'b'], visibility: 'private' })
  expect(asked[0]?.headers.get('if-match')).toBeNull()
  expect(asked[1]?.body).toEqual({ planId: '01m.01p' })
  expect(asked[1]?.headers.get('if-match')).toBe('"4.x"')
})

test.each([
  ['requested', ['requested'], false],
  ['generating', ['requested', 'tokens_held', 'generating'], false],
  ['created', ['requested', 'tokens_held', 'generating', 'created'], true],
  ['failed', ['requested', 'failed'], true],
  ['failed', ['requested', 'tokens_held', 'failed'], false],
  ['failed', ['requested', 'tokens_held', 'failed', 'tokens_returned'], true],
])('%s after %s is settled: %s', (status, steps, settled) => {
  expect(isSettled(made(status, steps) as never)).toBe(settled)
})

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
})

afterEach(() => {
  vi.useRealTimers()
})

test('follows it by ETag until it is made, then asks no more', async () => {
  const answers = [
    () => json(200, made('requested', ['requested']), { ETag: '"1"' }),
    () => new Response(null, { status: 304 }),
    () => json(200, made('created', ['requested', 'tokens_held', 'created']), { ETag: '"2"' }),
  ]
  const asked = serve({
    [`GET /api/recommendations/${ID}`]: () => (answers.shift() ?? (() => problem(500, 'internal')))(),
  })
  const followed = use(() => useRecommendation(ID))

  const seen: (string | undefined)[] = []
  for (let round = 0; round < 8; round += 1) {
    await vi.advanceTimersByTimeAsync(600)
    await flushPromises()
    seen.push(followed.recommendation.value?.status)
  }

  expect(seen).toContain('requested')
  expect(seen.at(-1)).toBe('created')
  expect(asked.map(({ headers }) => headers.get('if-none-match'))).toEqual([null, '"1"', '"1"'])
})
