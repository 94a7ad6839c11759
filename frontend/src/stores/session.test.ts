import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { dropAccess } from '@/api/access'
import { currentLanguage } from '@/i18n'
import { queryClient } from '@/queries/client'
import { json, problem, serve } from '@/testing/server'

import { useSession } from './session'

const MEMBER = {
  id: '01M',
  name: 'Emma',
  bio: '',
  language: 'en',
  searchable: true,
  createdAt: '',
  updatedAt: '',
}
const SIGNED_IN = { accessToken: 't', expiresIn: 900, member: MEMBER }

beforeEach(() => {
  setActivePinia(createPinia())
})
afterEach(() => {
  dropAccess()
  queryClient.clear()
  vi.unstubAllGlobals()
})

it('asks nothing for a stranger', async () => {
  const asked = serve({})
  const session = useSession()
  await session.ready()
  expect(asked).toEqual([])
  expect(session.signedIn).toBe(false)
})

it('goes on with the session of before, once', async () => {
  localStorage.setItem('ktravel.session', 'yes')
  const asked = serve({ 'POST /api/auth/refresh': () => json(200, SIGNED_IN) })
  const session = useSession()
  await Promise.all([session.ready(), session.ready()])
  expect(asked).toHaveLength(1)
  expect(session.member?.name).toBe('Emma')
})

it('forgets a session that has ended', async () => {
  localStorage.setItem('ktravel.session', 'yes')
  serve({ 'POST /api/auth/refresh': () => problem(401, 'refresh_refused') })
  const session = useSession()
  await session.ready()
  expect(session.signedIn).toBe(false)
  expect(localStorage.getItem('ktravel.session')).toBeNull()
})

it('asks again when there is a network again', async () => {
  localStorage.setItem('ktravel.session', 'yes')
  serve({})
  const session = useSession()
  await session.ready()
  expect(session.signedIn).toBe(false)
  serve({ 'POST /api/auth/refresh': () => json(200, SIGNED_IN) })
  globalThis.dispatchEvent(new Event('online'))
  await expect.poll(() => session.signedIn).toBe(true)
})

it('signs a persona in, keeps no token, and speaks the member’s language', async () => {
  const asked = serve({ 'POST /api/auth/dev/token': () => json(200, SIGNED_IN) })
  const session = useSession()
  await session.signInAs('emma')
  expect(asked[0]?.body).toEqual({ persona: 'emma', name: null })
  expect(JSON.stringify({ ...localStorage })).not.toContain(SIGNED_IN.accessToken + '"')
  await expect.poll(currentLanguage).toBe('en')
})

it('forgets what only the member may see when they sign out', async () => {
  serve({
    'POST /api/auth/dev/token': () => json(200, SIGNED_IN),
    'POST /api/auth/logout': () => new Response(null, { status: 204 }),
  })
  const session = useSession()
  await session.signInAs('emma')
  queryClient.setQueryData(['wallet'], { available: 5000 })
  await session.signOut()
  expect(session.signedIn).toBe(false)
  expect(queryClient.getQueryData(['wallet'])).toBeUndefined()
})

it('ends in every tab', async () => {
  serve({ 'POST /api/auth/dev/token': () => json(200, SIGNED_IN) })
  const session = useSession()
  await session.signInAs('emma')
  globalThis.dispatchEvent(new StorageEvent('storage', { key: 'ktravel.session', newValue: null }))
  expect(session.signedIn).toBe(false)
})
