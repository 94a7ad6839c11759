import { describe, expect, it } from 'vitest'

import { expectConsole, goTo, LANGUAGES, settled, visit, WIDTHS } from './browser'

const WORDS = {
  ko: {
    signIn: '로그인',
    persona: '다른 이름으로',
    signOut: '로그아웃',
    menu: /님의 메뉴/,
  },
  en: {
    signIn: 'Sign in',
    persona: 'As someone else',
    signOut: 'Sign out',
    menu: /^Menu of/,
  },
}

describe.each(LANGUAGES.flatMap((language) => WIDTHS.map((width) => ({ language, width }))))(
  'in $language at $width px',
  ({ language, width }) => {
    it('signs a new persona in, goes on after a reload, and signs out', async () => {
      const words = WORDS[language]
      const page = await visit({ language, width })
      await goTo(page, '/')
      await page.getByRole('link', { name: words.signIn, exact: true }).click()
      await page.getByRole('textbox', { name: words.persona }).fill(`Traveller ${width} ${language}`)
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: words.menu }).waitFor()
      await page.reload()
      await settled(page)
      await page.getByRole('button', { name: words.menu }).waitFor()
      const kept = await page.evaluate(() =>
        JSON.stringify({ ...localStorage, ...sessionStorage, cookie: document.cookie }),
      )
      expect(kept).not.toMatch(/eyJ/)
      await page.getByRole('button', { name: words.menu }).click()
      await page.getByRole('menuitem', { name: words.signOut }).click()
      await page.getByRole('link', { name: words.signIn, exact: true }).waitFor()
    })
  },
)

it('refuses a name that is none, beside the field', async () => {
  const page = await visit()
  await goTo(page, '/sign-in')
  const field = page.getByRole('textbox', { name: '다른 이름으로' })
  await field.fill('!!')
  await field.press('Enter')
  await page.getByText('예: mina').waitFor()
  expect(await field.getAttribute('aria-invalid')).toBe('true')
})

it('goes back to where one came from, and nowhere else', async () => {
  const page = await visit({ width: 1440 })
  for (const [asked, expected] of [
    ['/nowhere?x=1', '/nowhere?x=1'],
    ['//evil.example/', '/'],
    ['https://evil.example/', '/'],
  ] as const) {
    await page.context().clearCookies()
    await page.goto('about:blank')
    await page.context().addInitScript(() => {
      if (location.protocol !== 'about:') localStorage.removeItem('ktravel.session')
    })
    await goTo(page, `/sign-in?returnTo=${encodeURIComponent(asked)}`)
    await page.getByRole('button', { name: '이민호' }).click()
    await page.waitForURL((url) => url.pathname !== '/sign-in')
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(expected)
  }
})

it('lets a session that has ended end quietly', async () => {
  const page = await visit({ as: 'minho' })
  await page.context().clearCookies()
  await goTo(page, '/')
  await page.getByRole('link', { name: '로그인', exact: true }).waitFor()
  expectConsole(page, /401.*\/api\/auth\/refresh/)
  await page.goto('about:blank')
})
