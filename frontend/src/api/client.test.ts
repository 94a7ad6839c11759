import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { speak } from '@/i18n'
import { json, problem, serve } from '@/testing/server'

import { accessToken, dropAccess, keepAccess, watchAccess } from './access'
import { api, ok, okWithEtag } from './client'
import { ApiProblem } from './problem'
import type { Schema } from './types'

const MEMBER: Schema<'OwnProfile'> = {
  id: '01M',
  name: '김지우',
  bio: '',
  language: 'ko',
  searchable: true,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
}

function signedIn(accessTokenValue: string, expiresIn = 900): Schema<'SignedIn'> {
  return { accessToken: accessTokenValue, expiresIn, member: MEMBER }
}

const readMe = () => ok(api.GET('/api/members/me'))

beforeEach(() => {
  setActivePinia(createPinia())
})
afterEach(() => {
  watchAccess(() => undefined)
  dropAccess()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('asks as a stranger without a token, in the reader’s language', async () => {
  const asked = serve({ 'GET /api/feed': () => json(200, { items: [], nextCursor: null }) })
  await speak('en')
  await ok(api.GET('/api/feed', { params: { query: { sort: 'trending' } } }))
  expect(asked[0]?.path).toBe('/api/feed?sort=trending')
  expect(asked[0]?.headers.get('authorization')).toBeNull()
  expect(asked[0]?.headers.get('accept-language')).toBe('en')
})

it('gives the ETag along', async () => {
  serve({ 'GET /api/members/me': () => json(200, MEMBER, { ETag: '"4.ab"' }) })
  expect(await okWithEtag(api.GET('/api/members/me'))).toEqual({ data: MEMBER, etag: '"4.ab"' })
})

describe('an access token', () => {
  it('goes with every request', async () => {
    keepAccess(signedIn('one'))
    const asked = serve({ 'GET /api/members/me': () => json(200, MEMBER) })
    expect(await readMe()).toEqual(MEMBER)
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer one')
  })

  it('that is refused is renewed once for all who notice, and what they asked is asked again', async () => {
    keepAccess(signedIn('old'))
    const asked = serve({
      'GET /api/members/me': ({ headers }) =>
        headers.get('authorization') === 'Bearer new' ? json(200, MEMBER) : problem(401, 'unauthenticated'),
      'POST /api/auth/refresh': () => json(200, signedIn('new')),
    })
    expect(await Promise.all([readMe(), readMe(), readMe()])).toEqual([MEMBER, MEMBER, MEMBER])
    expect(asked.filter(({ path }) => path === '/api/auth/refresh')).toHaveLength(1)
  })

  it('is renewed before it ends, so that nothing is refused', async () => {
    vi.useFakeTimers({ now: 0 })
    keepAccess(signedIn('old', 60))
    vi.setSystemTime(31_000)
    const asked = serve({
      'POST /api/auth/refresh': () => json(200, signedIn('new')),
      'GET /api/members/me': () => json(200, MEMBER),
    })
    await readMe()
    expect(asked.map(({ path }) => path)).toEqual(['/api/auth/refresh', '/api/members/me'])
    expect(asked[1]?.headers.get('authorization')).toBe('Bearer new')
  })

  it('is sent again with the body of the first try', async () => {
    keepAccess(signedIn('old'))
    const asked = serve({
      'PATCH /api/members/me': ({ headers }) =>
        headers.get('authorization') === 'Bearer new' ? json(200, MEMBER) : problem(401, 'unauthenticated'),
      'POST /api/auth/refresh': () => json(200, signedIn('new')),
    })
    await ok(api.PATCH('/api/members/me', { body: { bio: '바다' } }))
    expect(asked.at(-1)?.body).toEqual({ bio: '바다' })
  })

  it('that cannot be renewed ends the session, and the refusal is told', async () => {
    keepAccess(signedIn('old'))
    const told: unknown[] = []
    watchAccess((answer) => told.push(answer))
    serve({
      'GET /api/members/me': () => problem(401, 'unauthenticated'),
      'POST /api/auth/refresh': () => problem(401, 'refresh_refused'),
    })
    await expect(readMe()).rejects.toMatchObject({ status: 401, code: 'unauthenticated' })
    expect(told).toEqual([null])
    expect(await accessToken()).toBeNull()
  })

  it('is kept when the renewal itself cannot be asked for', async () => {
    keepAccess(signedIn('old'))
    serve({
      'GET /api/members/me': () => problem(401, 'unauthenticated'),
      'POST /api/auth/refresh': () => problem(503, 'unavailable'),
    })
    await expect(readMe()).rejects.toMatchObject({ code: 'unavailable' })
    expect(await accessToken()).toBe('old')
  })
})

describe('a failure', () => {
  it('is the problem that the API tells', async () => {
    serve({
      'GET /api/members/me': () => problem(429, 'too_many_requests', { seconds: 3 }),
    })
    const failure = await readMe().catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ApiProblem)
    expect(failure).toMatchObject({
      status: 429,
      params: { seconds: 3 },
      transient: true,
      traceId: '0'.repeat(32),
    })
  })

  it('without any answer is one of the network', async () => {
    serve({})
    await expect(readMe()).rejects.toMatchObject({ status: 0, code: 'network', transient: true })
  })

  it('that was wanted stays what it was', async () => {
    vi.stubGlobal('fetch', (request: Request) => Promise.reject(request.signal.reason as Error))
    const stopped = new AbortController()
    stopped.abort()
    await expect(api.GET('/api/members/me', { signal: stopped.signal })).rejects.toMatchObject({
      name: 'AbortError',
    })
  })
})
