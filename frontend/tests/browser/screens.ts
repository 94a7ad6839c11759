import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import type { Page } from 'playwright-core'
import { beforeAll, it } from 'vitest'

import { expectConsole, goTo, LANGUAGES, settled, visit, WIDTHS, type Theme } from './browser'
import { words } from './journeys/words'
import {
  broken,
  changedElsewhere,
  checkout,
  ids,
  inTheMaking,
  penniless,
  peopleOf,
  prepare,
  providers,
} from './pictured'

/**
 * Pictures of screens at both widths and in both themes: `npm run screens` for all of them. A test has the name of its
 * picture, so `npm run screens -- -t landing` makes those that have it in their names, `-t '^plan-360'` two of them.
 * KTRAVEL_SCREENS names the directory; KTRAVEL_SCREENS_LANGUAGE=en makes them in English.
 */
interface Screen {
  name: string
  path: string | (() => string)
  as?: string
  /** Before it opens: who answers instead of the platform. */
  before?: (page: Page) => Promise<unknown>
  /** Once it is there: what is done on it. What opens over a page is pictured in its window. */
  then?: (page: Page) => Promise<unknown>
  /** What shows that it is there, for a screen without a heading, or that keeps showing how waiting looks. */
  ready?: string
  /** What the browser says on its console about the refusal that it shows. */
  says?: RegExp
}

const directory = process.env['KTRAVEL_SCREENS'] ?? 'screens'
const language = LANGUAGES.find((each) => each === process.env['KTRAVEL_SCREENS_LANGUAGE']) ?? 'ko'
const TALLEST = 6000

const who = peopleOf(language)
const MEMBER = who.member
const NEWCOMER = who.newcomer[0]
const CAREFUL = who.careful[0]
const t = words(language)

const press = (page: Page, key: string) =>
  page
    .getByRole('button', { name: t(key), exact: true })
    .first()
    .click()

async function choose(page: Page, menu: string, item: string): Promise<void> {
  await page
    .locator('main')
    .getByRole('button', { name: t(menu) })
    .click()
  await page.getByRole('menuitem', { name: t(item), exact: true }).click()
}

const SCREENS: Screen[] = [
  { name: 'landing', path: '/' },
  { name: 'sign-in', path: '/sign-in' },
  { name: 'sign-in-providers', path: '/sign-in', before: (page) => providers(page, language) },
  {
    name: 'sign-in-failed',
    path: '/sign-in?error=sign_in_cancelled&provider=google',
    before: (page) => providers(page, language),
  },
  {
    name: 'sign-in-linking',
    path: '/sign-in?link=naver&with=google',
    before: (page) => providers(page, language),
  },
  { name: 'welcome', path: '/welcome', as: NEWCOMER },
  { name: 'welcome-people', path: '/welcome?step=people&places=jeju,busan', as: NEWCOMER },
  { name: 'welcome-plan', path: '/welcome?step=plan&places=jeju,busan', as: NEWCOMER },
  { name: 'home', path: '/?tab=recent', as: MEMBER },
  { name: 'home-following', path: '/', as: MEMBER },
  {
    name: 'home-new',
    path: '/',
    as: NEWCOMER,
    before: (page) =>
      page.addInitScript((id) => localStorage.setItem(`ktravel.welcomed.${id}`, 'yes'), ids.newcomer),
  },
  { name: 'home-broken', path: '/?tab=recent', as: MEMBER, before: broken, says: /503/ },
  {
    name: 'home-offline',
    path: '/likes',
    as: MEMBER,
    then: async (page) => {
      await page.context().setOffline(true)
      await page.getByText(t('shell.offline')).waitFor()
    },
  },
  { name: 'search', path: `/search?q=${who.place}`, as: MEMBER },
  { name: 'search-people', path: `/search?tab=people&q=${language === 'ko' ? '이' : 'No'}`, as: MEMBER },
  { name: 'search-none', path: '/search?q=zzz', as: MEMBER },
  { name: 'plan', path: () => `/plans/${ids.other}`, as: MEMBER },
  { name: 'plan-mine', path: () => `/plans/${ids.mine}`, as: MEMBER },
  {
    name: 'plan-share',
    path: () => `/plans/${ids.mine}`,
    as: MEMBER,
    then: (page) => press(page, 'plan.share.open'),
  },
  {
    name: 'plan-visibility',
    path: () => `/plans/${ids.mine}`,
    as: MEMBER,
    then: (page) => choose(page, 'plan.more', 'plan.visibility'),
  },
  {
    name: 'plan-delete',
    path: () => `/plans/${ids.mine}`,
    as: MEMBER,
    then: (page) => choose(page, 'plan.more', 'plan.delete'),
  },
  { name: 'plan-missing', path: '/plans/01K00000000000000000000000', as: MEMBER, says: /404/ },
  { name: 'plan-editor', path: () => `/plans/${ids.mine}/edit`, as: MEMBER },
  {
    name: 'plan-editor-item',
    path: () => `/plans/${ids.mine}/edit`,
    as: MEMBER,
    then: (page) =>
      page
        .getByRole('button', { name: t('planEditor.addTo') })
        .first()
        .click(),
  },
  {
    name: 'plan-editor-conflict',
    path: () => `/plans/${ids.conflict}/edit`,
    as: CAREFUL,
    then: (page) => changedElsewhere(page, t, { as: CAREFUL, language }),
    says: /412/,
  },
  { name: 'plan-new', path: '/plans/new', as: MEMBER },
  { name: 'recommend', path: '/recommendations/new', as: MEMBER },
  { name: 'recommend-short', path: '/recommendations/new', as: MEMBER, before: penniless },
  { name: 'recommendation', path: () => `/recommendations/${ids.recommendation}`, as: MEMBER },
  {
    name: 'recommendation-making',
    path: () => `/recommendations/${ids.recommendation}`,
    as: MEMBER,
    before: inTheMaking,
    ready: 'main h1',
  },
  { name: 'recommendation-failed', path: () => `/recommendations/${ids.failed}`, as: MEMBER },
  { name: 'recommendations', path: '/recommendations', as: MEMBER },
  { name: 'recommendations-none', path: '/recommendations', as: NEWCOMER },
  { name: 'wallet', path: '/wallet', as: MEMBER },
  { name: 'order', path: () => `/wallet/orders/${ids.order}`, as: MEMBER },
  { name: 'order-checkout', path: () => checkout, as: MEMBER, ready: 'form' },
  { name: 'order-paid', path: () => `/wallet/orders/${ids.paid}`, as: MEMBER },
  {
    name: 'order-refund',
    path: () => `/wallet/orders/${ids.paid}`,
    as: MEMBER,
    then: (page) => press(page, 'wallet.order.refund'),
  },
  { name: 'order-refunded', path: () => `/wallet/orders/${ids.refunded}`, as: MEMBER },
  { name: 'member', path: () => `/members/${ids.member}`, as: MEMBER },
  {
    name: 'member-block',
    path: () => `/members/${ids.member}`,
    as: MEMBER,
    then: (page) => choose(page, 'member.menuOf', 'member.block'),
  },
  { name: 'me', path: () => `/members/${ids.me}`, as: MEMBER },
  { name: 'followers', path: () => `/members/${ids.me}/followers`, as: MEMBER },
  { name: 'likes', path: '/likes', as: MEMBER },
  { name: 'likes-none', path: '/likes', as: NEWCOMER },
  { name: 'inbox', path: '/notifications', as: MEMBER },
  { name: 'inbox-none', path: '/notifications', as: NEWCOMER },
  { name: 'preferences', path: '/notifications/preferences', as: MEMBER },
  { name: 'settings', path: '/settings', as: MEMBER },
  {
    name: 'settings-delete',
    path: '/settings',
    as: NEWCOMER,
    then: (page) => press(page, 'settings.delete'),
  },
  { name: 'settings-people', path: '/settings/people', as: CAREFUL },
  { name: 'settings-people-none', path: '/settings/people', as: NEWCOMER },
  { name: 'goodbye', path: '/goodbye' },
  { name: 'shared', path: () => `/shared/${ids.link}` },
  { name: 'shared-gone', path: '/shared/ended', says: /404|400/ },
  { name: 'not-found', path: '/nowhere' },
  { name: 'styleguide', path: '/styleguide', ready: '.covers' },
]

beforeAll(async () => {
  mkdirSync(directory, { recursive: true })
  await prepare(language)
})

async function picture(screen: Screen, name: string, width: number, theme: Theme): Promise<void> {
  const page = await visit({ width, theme, language, as: screen.as })
  await screen.before?.(page)
  const address = typeof screen.path === 'string' ? screen.path : screen.path()
  if (screen.ready) {
    await page.goto(address)
    await page.waitForSelector(screen.ready)
  } else await goTo(page, address)
  await screen.then?.(page)
  if (screen.then) await settled(page)
  const over = await page.getByRole('dialog').isVisible()
  if (!over) {
    // All of it in one window: what is fixed to the window's foot is at the picture's foot then.
    const height = await page.evaluate(() => document.documentElement.scrollHeight)
    await page.setViewportSize({ width, height: Math.min(height, TALLEST) })
    // What was far below the window is drawn a moment later (content-visibility).
    await page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    )
  }
  await page.screenshot({ path: join(directory, `${name}-${language}.png`), fullPage: !over })
  if (screen.says) expectConsole(page, screen.says)
}

for (const screen of SCREENS)
  for (const width of WIDTHS)
    for (const theme of ['light', 'dark'] as const) {
      const name = `${screen.name}-${width}-${theme}`
      it(name, () => picture(screen, name, width, theme))
    }
