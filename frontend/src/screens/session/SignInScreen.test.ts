import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { dropAccess } from '@/api/access'
import { speak } from '@/i18n'
import { render } from '@/testing/render'
import { json, problem, serve } from '@/testing/server'

import SignInScreen from './SignInScreen.vue'

const PROVIDERS = [
  { id: 'google', name: 'Google' },
  { id: 'naver', name: '네이버' },
  { id: 'dev', name: '로컬 페르소나' },
]
const MEMBER = {
  id: '01M',
  name: '민지',
  bio: '',
  language: 'ko',
  searchable: true,
  createdAt: '',
  updatedAt: '',
}

async function opened(address: string, answers: Parameters<typeof serve>[0] = {}) {
  const asked = serve({
    'GET /api/auth/providers': () => json(200, { items: PROVIDERS, nextCursor: null }),
    ...answers,
  })
  const assign = vi.fn()
  vi.stubGlobal('location', { ...globalThis.location, origin: globalThis.location.origin, assign })
  const rendered = render(SignInScreen)
  await rendered.router.push(address)
  await flushPromises()
  await vi.waitFor(() => expect(rendered.wrapper.find('[aria-busy=true]').exists()).toBe(false))
  return { ...rendered, asked, assign }
}

afterEach(() => {
  dropAccess()
  vi.unstubAllGlobals()
})

describe('the ways to sign in', () => {
  it('are those there are, and lead to the provider and back to the page', async () => {
    const { wrapper, assign } = await opened('/sign-in?returnTo=/likes')
    const buttons = wrapper.findAll('.provider')
    expect(buttons.map((button) => button.text())).toEqual(['Google로 계속하기', '네이버로 계속하기'])
    await buttons[1]?.trigger('click')
    expect(assign).toHaveBeenCalledWith('/api/auth/naver/login?returnTo=%2Flikes')
    expect(wrapper.find('.personas').exists()).toBe(true)
  })

  it('never lead to another site', async () => {
    const { wrapper, assign } = await opened('/sign-in?returnTo=//evil.example')
    await wrapper.get('.provider').trigger('click')
    expect(assign).toHaveBeenCalledWith('/api/auth/google/login?returnTo=%2F')
  })
})

describe('what went wrong', () => {
  it.each([
    ['sign_in_cancelled', 'ko', 'Google 로그인을 그만두셨어요'],
    ['sign_in_refused', 'ko', '확인하지 못했어요'],
    ['sign_in_expired', 'ko', '처음부터 다시'],
    ['sign_in_other_account', 'ko', '다른 계정이에요'],
    ['unavailable', 'ko', 'Google에 닿지 못해요'],
    ['made-up', 'ko', '로그인하지 못했어요'],
    ['sign_in_cancelled', 'en', 'You cancelled signing in with Google'],
    ['sign_in_other_account', 'en', 'is another one'],
    ['unavailable', 'en', 'Google cannot be reached'],
    ['made-up', 'en', 'You could not be signed in'],
  ] as const)('is said: %s in %s', async (code, language, words) => {
    await speak(language)
    const { wrapper } = await opened(`/sign-in?error=${code}&provider=google`)
    expect(wrapper.get('[role=alert]').text()).toContain(words)
    expect(wrapper.findAll('.provider')).toHaveLength(2)
  })

  it('does not repeat what an address claims', async () => {
    const { wrapper } = await opened('/sign-in?error=unavailable&provider=call%20010-1234')
    expect(wrapper.get('[role=alert]').text()).not.toContain('010')
  })
})

describe('the question of two accounts', () => {
  const ADDRESS = '/sign-in?link=naver&with=google&returnTo=/likes'

  it('is answered with yes by signing in with the one that is known', async () => {
    const { wrapper, assign } = await opened(ADDRESS)
    expect(wrapper.get('h2').text()).toBe('이미 Google 계정이 있어요. 연결할까요?')
    expect(wrapper.find('.personas').exists()).toBe(false)
    await wrapper.get('.provider').trigger('click')
    expect(assign).toHaveBeenCalledWith('/api/auth/google/login?returnTo=%2Flikes&link=true')
  })

  it('is answered with no by a new account, which is signed in', async () => {
    const { wrapper, router, asked } = await opened(ADDRESS, {
      'POST /api/auth/separate': () => json(200, { accessToken: 't', expiresIn: 600, member: MEMBER }),
    })
    await wrapper.get('.button--quiet').trigger('click')
    await flushPromises()
    await vi.waitFor(() => expect(router.currentRoute.value.fullPath).toBe('/likes'))
    expect(asked.filter((each) => each.method === 'POST')).toHaveLength(1)
  })

  it('says when it is too late', async () => {
    const { wrapper } = await opened(ADDRESS, {
      'POST /api/auth/separate': () => problem(401, 'sign_in_expired'),
    })
    await wrapper.get('.button--quiet').trigger('click')
    await flushPromises()
    expect(wrapper.get('[role=alert]').text()).toContain('처음부터 다시 로그인해 주세요')
  })

  it('is asked again after a proof that was another account', async () => {
    const { wrapper } = await opened(`${ADDRESS}&error=sign_in_other_account&provider=google`)
    expect(wrapper.get('[role=alert]').text()).toContain('다른 계정이에요')
    expect(wrapper.find('#link-title').exists()).toBe(true)
  })

  it('is not asked about providers that are not there', async () => {
    const { wrapper } = await opened('/sign-in?link=naver&with=kakao')
    expect(wrapper.find('#link-title').exists()).toBe(false)
  })
})
