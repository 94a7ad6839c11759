import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { goTo, LANGUAGES, settled, visit, WIDTHS } from '../browser'
import { somebody } from './people'
import { expectSound, until } from './sound'
import { words } from './words'

const FAR = 40

/** Go there by the Tab key alone. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  for (let pressed = 0; pressed < FAR; pressed += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('The Tab key does not lead there.')
}

describe.each(LANGUAGES.flatMap((language) => WIDTHS.map((width) => ({ language, width }))))(
  'in $language at $width px',
  ({ language, width }) => {
    it('shows who is blocked and muted, and lets both go by keyboard', async () => {
      const t = words(language)
      const [me, loud, rude] = await Promise.all([
        somebody('Hana', language),
        somebody('민호', language),
        somebody('Emma', language),
      ])
      await me.ask('PUT', `/members/${loud.id}/mute`)
      await me.ask('PUT', `/members/${rude.id}/block`)
      const listed = async (list: string): Promise<number> =>
        (await me.ask<{ items: object[] }>('GET', `/members/me/${list}`)).items.length
      await until(async () => (await listed('blocked')) === 1 && (await listed('muted')) === 1)

      const page = await visit({ language, width, theme: width === 360 ? 'light' : 'dark', as: me.persona })
      await goTo(page, '/settings')
      await page.getByRole('link', { name: t('settings.silenced') }).press('Enter')
      await page.getByRole('heading', { level: 1, name: t('settings.silenced') }).waitFor()
      await page.getByText('Emma').waitFor()
      await page.getByText('민호').waitFor()
      await expectSound(page, `silenced-${language}`)

      await tabTo(page, page.getByRole('button', { name: t('settings.unblockWhom') }))
      await page.keyboard.press('Enter')
      const again = page.getByRole('button', { name: t('settings.blockWhom') })
      await again.waitFor()
      expect(await again.evaluate((element) => element === document.activeElement)).toBe(true)
      await tabTo(page, page.getByRole('button', { name: t('settings.unmuteWhom') }))
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: t('settings.muteWhom') }).waitFor()
      await expectSound(page, `silenced-let-go-${language}`)
      await until(async () => (await listed('blocked')) === 0 && (await listed('muted')) === 0)

      await page.reload()
      await settled(page)
      await page.getByText(t('settings.blockedNone')).waitFor()
      await page.getByText(t('settings.mutedNone')).waitFor()
      await expectSound(page, `silenced-none-${language}`)
    })
  },
)
