import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { beforeAll, describe, it } from 'vitest'

import { goTo, LANGUAGES, visit, WIDTHS } from './browser'
import { persona } from './journeys/people'
import { until } from './journeys/sound'

/**
 * Pictures of screens in both themes: `npm run screens` for all of them, `npm run screens -- -t landing` for some.
 * KTRAVEL_SCREENS names the directory; KTRAVEL_SCREENS_LANGUAGE=en makes them in English.
 */
interface Screen {
  name: string
  path: string | (() => string)
  as?: string
  /** What shows that it is there, for a screen that keeps showing how waiting looks. */
  ready?: string
}

interface Listed {
  items: { id: string }[]
}

const directory = process.env['KTRAVEL_SCREENS'] ?? 'screens'
const language = LANGUAGES.find((each) => each === process.env['KTRAVEL_SCREENS_LANGUAGE']) ?? 'ko'
const TALLEST = 6000
/** A member of the demo, and somebody who has only just come. */
const JIU = 'jiu'
const NEWCOMER = 'screens-newcomer'

const ids = { other: '', mine: '', member: '', me: '', recommendation: '', order: '', link: '' }

const SCREENS: Screen[] = [
  { name: 'landing', path: '/' },
  { name: 'sign-in', path: '/sign-in' },
  { name: 'welcome', path: '/welcome', as: NEWCOMER },
  { name: 'home', path: '/?tab=recent', as: JIU },
  { name: 'home-following', path: '/', as: JIU },
  { name: 'home-new', path: '/', as: NEWCOMER },
  { name: 'search', path: '/search?q=제주', as: JIU },
  { name: 'plan', path: () => `/plans/${ids.other}`, as: JIU },
  { name: 'plan-mine', path: () => `/plans/${ids.mine}`, as: JIU },
  { name: 'plan-editor', path: () => `/plans/${ids.mine}/edit`, as: JIU },
  { name: 'plan-new', path: '/plans/new', as: JIU },
  { name: 'recommend', path: '/recommendations/new', as: JIU },
  { name: 'recommendation', path: () => `/recommendations/${ids.recommendation}`, as: JIU },
  { name: 'recommendations', path: '/recommendations', as: JIU },
  { name: 'recommendations-none', path: '/recommendations', as: NEWCOMER },
  { name: 'wallet', path: '/wallet', as: JIU },
  { name: 'order', path: () => `/wallet/orders/${ids.order}`, as: JIU },
  { name: 'member', path: () => `/members/${ids.member}`, as: JIU },
  { name: 'me', path: () => `/members/${ids.me}`, as: JIU },
  { name: 'followers', path: () => `/members/${ids.me}/followers`, as: JIU },
  { name: 'likes', path: '/likes', as: JIU },
  { name: 'likes-none', path: '/likes', as: NEWCOMER },
  { name: 'inbox', path: '/notifications', as: JIU },
  { name: 'inbox-none', path: '/notifications', as: NEWCOMER },
  { name: 'preferences', path: '/notifications/preferences', as: JIU },
  { name: 'settings', path: '/settings', as: JIU },
  { name: 'shared', path: () => `/shared/${ids.link}` },
  { name: 'not-found', path: '/nowhere' },
  { name: 'styleguide', path: '/styleguide', ready: '.covers' },
]

/** What the screens show that no demo data has: a recommendation, an order, a link. */
beforeAll(async () => {
  mkdirSync(directory, { recursive: true })
  const jiu = await persona(JIU, null, language)
  await persona(NEWCOMER, language === 'ko' ? '새봄' : 'Robin', language)
  ids.me = jiu.id
  const mine = await jiu.ask<Listed>('GET', '/members/me/plans')
  ids.mine = mine.items[0]?.id ?? ''
  const feed = await jiu.ask<{ items: { id: string; owner: { id: string } }[] }>('GET', '/feed?sort=recent')
  const other = feed.items.find(({ owner }) => owner.id !== jiu.id)
  ids.other = other?.id ?? ''
  ids.member = other?.owner.id ?? ''
  ids.recommendation = (
    await jiu.ask<{ id: string }>('POST', '/recommendations', {
      type: 'B',
      location: '부산',
      travelDate: '2027-05-01',
      endDate: '2027-05-02',
      groupSize: 2,
      budget: 600_000,
    })
  ).id
  await until(async () => {
    const { status } = await jiu.ask<{ status: string }>('GET', `/recommendations/${ids.recommendation}`)
    return status === 'created'
  })
  const packages = await jiu.ask<Listed>('GET', '/wallet/packages')
  ids.order = (
    await jiu.ask<{ id: string }>('POST', '/wallet/orders', { packageId: packages.items[0]?.id })
  ).id
  const link = await jiu.ask<{ url: string }>('POST', `/plans/${ids.mine}/links`, {
    sections: ['itinerary', 'budget', 'details'],
  })
  ids.link = /\/shared\/([^/]+)/.exec(link.url)?.[1] ?? ''
})

describe.each(SCREENS)('$name', ({ path, as, ready, name }) => {
  it.each(WIDTHS.flatMap((width) => (['light', 'dark'] as const).map((theme) => ({ width, theme }))))(
    '$width $theme',
    async ({ width, theme }) => {
      const page = await visit({ width, theme, language, as })
      const address = typeof path === 'string' ? path : path()
      if (ready) {
        await page.goto(address)
        await page.waitForSelector(ready)
      } else await goTo(page, address)
      // All of it in one window: what is fixed to the window's foot is at the picture's foot then.
      const height = await page.evaluate(() => document.documentElement.scrollHeight)
      await page.setViewportSize({ width, height: Math.min(height, TALLEST) })
      await page.screenshot({
        path: join(directory, `${name}-${width}-${theme}-${language}.png`),
        fullPage: true,
      })
    },
  )
})
