import { createHash } from 'node:crypto'

import { describe, expect, it } from 'vitest'

import {
  accessibilityFaults,
  address,
  expectConsole,
  goTo,
  LANGUAGES,
  overflow,
  settled,
  visit,
  WIDTHS,
} from './browser'

const strangers = ['/', '/sign-in', '/no/such/page']
const everyWay = LANGUAGES.flatMap((language) => WIDTHS.map((width) => ({ language, width })))

describe.each(everyWay)('in $language at $width px', ({ language, width }) => {
  it.each(strangers)('strangers can use %s', async (path) => {
    const page = await visit({ width, language })
    await goTo(page, path)
    expect(await page.getAttribute('html', 'lang')).toBe(language)
    expect(await page.title()).toMatch(/^.+ · Kt-ravel$/)
    expect(await accessibilityFaults(page)).toEqual([])
    expect(await overflow(page)).toBeLessThanOrEqual(0)
  })

  it('members have a home', async () => {
    const page = await visit({ width, language, as: 'jiu' })
    await goTo(page, '/')
    await page
      .getByRole('button', { name: /김지우/ })
      .first()
      .waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    expect(await overflow(page)).toBeLessThanOrEqual(0)
  })
})

it('is dark when the system is, and otherwise as chosen, also after a reload', async () => {
  const page = await visit({ width: 1440, theme: 'dark' })
  await goTo(page, '/')
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  expect(await paper()).toBe('rgb(17, 25, 27)')
  await page.getByRole('button', { name: '화면 설정' }).click()
  await page.getByRole('menuitemradio', { name: '낮' }).click()
  expect(await paper()).toBe('rgb(250, 247, 241)')
  await page.reload()
  await settled(page)
  expect(await paper()).toBe('rgb(250, 247, 241)')
  expect(await accessibilityFaults(page)).toEqual([])
})

it('speaks English once that is chosen', async () => {
  const page = await visit({ width: 360 })
  await goTo(page, '/')
  await page.getByRole('button', { name: '화면 설정' }).press('Enter')
  await page.getByRole('menu').waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  await page.getByRole('menuitemradio', { name: 'English' }).press('Enter')
  await page.getByRole('heading', { level: 1, name: /your next trip/ }).waitFor()
  expect(await page.getAttribute('html', 'lang')).toBe('en')
})

it('begins a new page at its beginning for the keyboard, and can skip to it', async () => {
  const page = await visit({ width: 1440 })
  await goTo(page, '/')
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('본문으로 바로 가기')
  await page.getByRole('link', { name: '로그인' }).press('Enter')
  await page.getByRole('heading', { level: 1, name: '로그인' }).waitFor()
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('main')
  await expect.poll(() => page.title()).toBe('로그인 · Kt-ravel')
})

it('says that it is offline', async () => {
  const page = await visit({ width: 360 })
  await goTo(page, '/')
  await page.context().setOffline(true)
  await page.getByText('인터넷에 연결되어 있지 않아요').waitFor()
  await page.context().setOffline(false)
  await page.getByText('인터넷에 연결되어 있지 않아요').waitFor({ state: 'detached' })
})

it('has a policy that lets no other script in', async () => {
  const page = await visit()
  const answer = await page.request.get(address('/'))
  const policy = answer.headers()['content-security-policy'] ?? ''
  const [, allowed = ''] = /script-src ([^;]+);/.exec(policy) ?? []
  const inline = [...(await answer.text()).matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  )
  expect(inline).not.toEqual([])
  expect(allowed.split(' ')).toEqual(["'self'", ...inline])
  expect(policy).not.toContain('unsafe')
})

it('begins anew when a screen is of a release that is gone, once, and says so if that does not help', async () => {
  const page = await visit()
  const visits: string[] = []
  page.on('request', (request) => {
    if (request.isNavigationRequest()) visits.push(request.url())
  })
  await page.route('**/assets/SignInScreen-*.js', (route) => route.fulfill({ status: 404 }))
  await goTo(page, '/')
  await page.getByRole('banner').getByRole('link', { name: '로그인' }).click()
  await expect.poll(() => visits.length).toBe(2)
  await settled(page)
  await page.getByRole('banner').getByRole('link', { name: '로그인' }).click()
  await page.locator('main').getByRole('alert').waitFor()
  expect(visits).toHaveLength(2)
  expectConsole(page, /SignInScreen/)
})
