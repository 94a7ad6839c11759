import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { describe, it } from 'vitest'

import { goTo, LANGUAGES, visit, WIDTHS } from './browser'

/**
 * Pictures of screens in both themes: `npm run screens` for all of them, `npm run screens -- -t landing` for some.
 * KTRAVEL_SCREENS names the directory; KTRAVEL_SCREENS_LANGUAGE=en makes them in English.
 */
interface Screen {
  name: string
  path: string
  as?: string
  /** What shows that it is there, for a screen that keeps showing how waiting looks. */
  ready?: string
}

const SCREENS: Screen[] = [
  { name: 'landing', path: '/' },
  { name: 'sign-in', path: '/sign-in' },
  { name: 'home', path: '/', as: 'jiu' },
  { name: 'not-found', path: '/nowhere' },
  { name: 'styleguide', path: '/styleguide', ready: '.covers' },
]

const TALLEST = 6000
const directory = process.env['KTRAVEL_SCREENS'] ?? 'screens'
const language = LANGUAGES.find((each) => each === process.env['KTRAVEL_SCREENS_LANGUAGE']) ?? 'ko'
mkdirSync(directory, { recursive: true })

describe.each(SCREENS)('$name', ({ name, path, as, ready }) => {
  it.each(WIDTHS.flatMap((width) => (['light', 'dark'] as const).map((theme) => ({ width, theme }))))(
    '$width $theme',
    async ({ width, theme }) => {
      const page = await visit({ width, theme, language, as })
      if (ready) {
        await page.goto(path)
        await page.waitForSelector(ready)
      } else await goTo(page, path)
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
