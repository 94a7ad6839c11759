import { afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, nextTick, ref } from 'vue'

import type { Plan, Schema } from '@/api/types'
import { planKeys } from '@/queries/keys'
import { render } from '@/testing/render'
import { json, problem, serve } from '@/testing/server'

import { useAutosave } from './useAutosave'
import { useCreatePlan } from './useCreatePlan'
import { useCreateShareLink } from './useCreateShareLink'
import { useDestinations } from './useDestinations'
import { useForkPlan } from './useForkPlan'
import { useRevokeShareLink } from './useRevokeShareLink'
import { useSetVisibility } from './useSetVisibility'

const plan: Plan = {
  id: 'o.p',
  ownerId: 'o',
  owner: { id: 'o', name: '지우' },
  title: '겨울',
  location: '제주',
  placeKey: 'jeju',
  travelDate: '2026-12-24',
  endDate: '2026-12-24',
  groupSize: 2,
  budget: null,
  currency: 'KRW',
  visibility: 'private',
  version: 3,
  likes: 0,
  likedByMe: false,
  forks: 0,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
  details: null,
  itinerary: { days: [] },
  forkedFrom: null,
}
const PATH = '/api/plans/o.p'

/** What a composable gives, used in a component. */
function use<Given>(composable: () => Given) {
  let given: Given | undefined
  const { queryClient, wrapper } = render(
    defineComponent({
      setup() {
        given = composable()
        return () => null
      },
    }),
  )
  return { given: given as Given, queryClient, wrapper }
}

function contentOf({ title, location, travelDate, endDate, groupSize }: Plan): Schema<'PlanContent'> {
  return { title, location, travelDate, endDate, groupSize }
}

afterEach(() => vi.useRealTimers())

describe('autosave', () => {
  function write() {
    const title = ref(plan.title)
    const used = use(() => useAutosave(plan, () => contentOf({ ...plan, title: title.value }), contentOf))
    return { title, ...used }
  }

  it('sends the content for the version it is of, then for the one that made', async () => {
    let version = 3
    const asked = serve({
      [`PUT ${PATH}`]: ({ body }) => json(200, { ...plan, ...(body as object), version: ++version }),
    })
    const { title, given, queryClient } = write()
    expect(given.state.value).toBe('saved')
    for (const name of ['봄', '여름']) {
      title.value = name
      expect(given.state.value).toBe('waiting')
      await given.flush()
    }
    expect(given.state.value).toBe('saved')
    expect(asked.map(({ headers }) => headers.get('if-match'))).toEqual(['"3"', '"4"'])
    expect(asked[1]?.body).toEqual(contentOf({ ...plan, title: '여름' }))
    expect(queryClient.getQueryData<Plan>(planKeys.one(plan.id))?.version).toBe(5)
  })

  it('waits for the writing to pause', async () => {
    const asked = serve({ [`PUT ${PATH}`]: () => json(200, { ...plan, title: '봄', version: 4 }) })
    const { title } = write()
    vi.useFakeTimers()
    title.value = '보'
    await nextTick()
    vi.advanceTimersByTime(1000)
    title.value = '봄'
    await nextTick()
    vi.advanceTimersByTime(1000)
    expect(asked).toHaveLength(0)
    vi.advanceTimersByTime(300)
    vi.useRealTimers()
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    expect(asked[0]?.body).toMatchObject({ title: '봄' })
  })

  it('keeps both in a conflict, and writes mine over theirs when that is chosen', async () => {
    const theirs = { ...plan, title: '가을', version: 9 }
    const asked = serve({
      [`PUT ${PATH}`]: ({ headers, body }) =>
        headers.get('if-match') === '"9"'
          ? json(200, { ...plan, ...(body as object), version: 10 })
          : problem(412, 'precondition_failed'),
      [`GET ${PATH}`]: () => json(200, theirs),
    })
    const { title, given } = write()
    title.value = '봄'
    await given.flush()
    expect(given.state.value).toBe('conflict')
    expect(given.theirs.value?.title).toBe('가을')
    await given.settle(false)
    expect(given.state.value).toBe('saved')
    expect(asked.at(-1)?.body).toMatchObject({ title: '봄' })
  })

  it('sends nothing when theirs is taken', async () => {
    const asked = serve({
      [`PUT ${PATH}`]: () => problem(412, 'precondition_failed'),
      [`GET ${PATH}`]: () => json(200, { ...plan, title: '가을', version: 9 }),
    })
    const { title, given } = write()
    title.value = '봄'
    await given.flush()
    title.value = '가을'
    await given.settle(true)
    expect(given.state.value).toBe('saved')
    expect(asked.filter(({ method }) => method === 'PUT')).toHaveLength(1)
  })

  it.each([
    ['only what is not written here changed', plan.title, 2],
    ['its own answer got lost', '봄', 1],
  ])('asks nothing when %s', async (_why, there, puts) => {
    const asked = serve({
      [`PUT ${PATH}`]: ({ headers, body }) =>
        headers.get('if-match') === '"4"'
          ? json(200, { ...plan, ...(body as object), version: 5 })
          : problem(412, 'precondition_failed'),
      [`GET ${PATH}`]: () => json(200, { ...plan, title: there, version: 4 }),
    })
    const { title, given } = write()
    title.value = '봄'
    await given.flush()
    expect(given.state.value).toBe('saved')
    expect(asked.filter(({ method }) => method === 'PUT')).toHaveLength(puts)
  })

  it('tells a refusal from a fault, and goes on when it is mended', async () => {
    const answers = [
      problem(422, 'validation_failed'),
      problem(503, 'unavailable'),
      json(200, { ...plan, version: 4 }),
    ]
    serve({ [`PUT ${PATH}`]: () => answers.shift() as Response })
    const { title, given } = write()
    title.value = '봄'
    await given.flush()
    expect(given.state.value).toBe('invalid')
    title.value = '여름'
    await given.flush()
    expect(given.state.value).toBe('failed')
    expect(given.dirty.value).toBe(true)
    await given.flush()
    expect(given.state.value).toBe('saved')
  })
})

describe('what is sent', () => {
  it('a new plan, once under one key', async () => {
    const draft = {
      location: '제주',
      travelDate: '2026-12-24',
      groupSize: 2,
      visibility: 'public',
    } as Schema<'PlanDraft'>
    const answers = [problem(503, 'unavailable'), json(201, plan), json(201, plan)]
    const asked = serve({ 'POST /api/plans': () => answers.shift() as Response })
    const { given } = use(useCreatePlan)
    await expect(given.mutateAsync(draft)).rejects.toMatchObject({ status: 503 })
    await given.mutateAsync(draft)
    await given.mutateAsync({ ...draft, groupSize: 3 })
    const keys = asked.map(({ headers }) => headers.get('idempotency-key'))
    expect(keys[0]).toBe(keys[1])
    expect(keys[2]).not.toBe(keys[1])
    expect(asked[0]?.body).toEqual(draft)
  })

  it('a copy is private', async () => {
    const asked = serve({ [`POST ${PATH}/fork`]: () => json(201, { ...plan, id: 'me.q' }) })
    const { given, queryClient } = use(() => useForkPlan(() => plan.id))
    await given.mutateAsync()
    expect(asked[0]?.body).toEqual({ visibility: 'private' })
    expect(queryClient.getQueryData(planKeys.one('me.q'))).toMatchObject({ id: 'me.q' })
  })

  it('who may see it', async () => {
    const asked = serve({ [`PUT ${PATH}/visibility`]: () => json(200, { ...plan, visibility: 'public' }) })
    const { given, queryClient } = use(() => useSetVisibility(() => plan.id))
    await given.mutateAsync('public')
    expect(asked[0]?.body).toEqual({ visibility: 'public' })
    expect(queryClient.getQueryData(planKeys.one(plan.id))).toMatchObject({ visibility: 'public' })
  })

  it('a share link with its sections and its end', async () => {
    const asked = serve({
      [`POST ${PATH}/links`]: () => json(201, { id: 'l', url: 'https://example.test/' }),
    })
    const { given } = use(() => useCreateShareLink(() => plan.id))
    await given.mutateAsync({ sections: ['itinerary', 'budget'], days: null })
    await given.mutateAsync({ sections: ['details'], days: 7 })
    expect(asked[0]?.body).toEqual({ sections: ['itinerary', 'budget'], expiresAt: null })
    const ends = new Date((asked[1]?.body as { expiresAt: string }).expiresAt).getTime()
    expect(ends - Date.now()).toBeGreaterThan(6.9 * 86_400_000)
    expect(ends - Date.now()).toBeLessThan(7 * 86_400_000)
    expect(asked[0]?.headers.get('idempotency-key')).not.toBe(asked[1]?.headers.get('idempotency-key'))
  })
})

it('a revoked link is gone at once, and back when that is refused', async () => {
  let answer: ((response: Response) => void) | undefined
  serve({ [`DELETE ${PATH}/links/l`]: () => new Promise<Response>((resolve) => (answer = resolve)) })
  const { given, queryClient } = use(() => useRevokeShareLink(() => plan.id))
  const items = [{ id: 'l' }, { id: 'm' }]
  queryClient.setQueryData(planKeys.links(plan.id), { items, nextCursor: null })
  const done = given.mutateAsync('l').catch((refusal: unknown) => refusal)
  const shown = () => queryClient.getQueryData<{ items: unknown[] }>(planKeys.links(plan.id))?.items
  await vi.waitFor(() => expect(shown()).toEqual([{ id: 'm' }]))
  await vi.waitFor(() => expect(answer).toBeDefined())
  answer?.(problem(503, 'unavailable'))
  expect(await done).toMatchObject({ status: 503 })
  expect(shown()).toEqual(items)
})

it('destinations are asked for once the typing pauses', async () => {
  const asked = serve({
    'GET /api/destinations': () => json(200, { items: [{ key: 'jeju' }], nextCursor: null }),
  })
  const typed = ref('제')
  const open = ref(false)
  const { given } = use(() =>
    useDestinations(
      () => typed.value,
      () => open.value,
    ),
  )
  typed.value = '제주'
  open.value = true
  await vi.waitFor(() => expect(given.value).toEqual([{ key: 'jeju' }]))
  await vi.waitFor(() => expect(decodeURIComponent(asked.at(-1)?.path ?? '')).toContain('q=제주'))
})
