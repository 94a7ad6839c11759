import { describe, expect, it } from 'vitest'

import { accessibilityFaults, overflow, visit, WIDTHS } from './browser'

describe.each(WIDTHS)('the kit at %i px', (width) => {
  it.each(['light', 'dark'] as const)('is accessible in the %s theme', async (theme) => {
    const page = await visit({ width, theme })
    await page.goto('/styleguide')
    await page.waitForSelector('.covers')
    expect(await accessibilityFaults(page)).toEqual([])
    expect(await overflow(page)).toBeLessThanOrEqual(0)
  })
})

it('chooses dates by keyboard, with holidays named', async () => {
  const page = await visit({ width: 360 })
  await page.goto('/styleguide')
  await page.getByRole('button', { name: /여행 날짜/ }).press('Enter')
  const dialog = page.getByRole('dialog', { name: '여행 날짜' })
  await dialog.waitFor()
  await expect.poll(() => dialog.getByText('성탄절').count()).toBe(1)
  expect(await accessibilityFaults(page)).toEqual([])
  await dialog.getByRole('button', { name: /12월 28 월/ }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await dialog.getByText('2박 3일').waitFor()
  await dialog.getByRole('button', { name: '이 날짜로' }).press('Enter')
  await dialog.waitFor({ state: 'detached' })
  expect(await page.getByRole('button', { name: /여행 날짜/ }).textContent()).toContain('28일')
})

it('keeps the focus in a dialog and gives it back', async () => {
  const page = await visit({ width: 1440 })
  await page.goto('/styleguide')
  const opener = page.getByRole('button', { name: '대화 상자' })
  await opener.press('Enter')
  await page.getByRole('dialog').waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  for (let press = 0; press < 6; press += 1) {
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null)).toBe(true)
  }
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(await opener.evaluate((element) => element === document.activeElement)).toBe(true)
})
