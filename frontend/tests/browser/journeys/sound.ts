import { join } from 'node:path'

import type { Page } from 'playwright-core'
import { expect, vi } from 'vitest'

import { accessibilityFaults, LANGUAGES, overflow, settled, WIDTHS } from '../browser'

/** Each language once, each width once, each theme once. */
export const WAYS = [
  { language: LANGUAGES[0], width: WIDTHS[0], theme: 'light' },
  { language: LANGUAGES[1], width: WIDTHS[1], theme: 'dark' },
] as const

/** Accessible and no wider than its window. With KTRAVEL_JOURNEY_SCREENS a picture is left there under this name. */
export async function expectSound(page: Page, name?: string): Promise<void> {
  await settled(page)
  const directory = process.env['KTRAVEL_JOURNEY_SCREENS']
  if (directory && name)
    await page.screenshot({
      path: join(directory, `${name}-${page.viewportSize()?.width ?? 0}.png`),
      fullPage: true,
    })
  expect(await accessibilityFaults(page)).toEqual([])
  expect(await overflow(page)).toBeLessThanOrEqual(0)
}

/** Until this is so, or ten seconds have passed. */
export async function until(found: () => Promise<boolean>): Promise<void> {
  await vi.waitUntil(found, { timeout: 10_000, interval: 20 })
}
