import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { accessibilityFaults, goTo, LANGUAGES, overflow, settled, visit, WIDTHS } from '../browser'
import { somebody } from './people'

const WORDS = {
  ko: {
    where: /어디로 가나요/,
    title: '제목',
    dates: /언제 가나요/,
    take: '이 날짜로',
    public: /전체 공개/,
    create: '만들고 일정 적기',
    follow: 'Hana 님 팔로우',
    like: /좋아요/,
    liked: '민호 님이 ‘느린 제주’를 좋아해요.',
    followed: '민호 님이 나를 팔로우해요.',
    budget: /예산은 얼마/,
    recommend: '100토큰으로 추천받기',
  },
  en: {
    where: /Where to/,
    title: 'Title',
    dates: /When\?/,
    take: 'Use these dates',
    public: /Everyone/,
    create: 'Create and plan the days',
    follow: 'Follow Hana',
    like: /Like/,
    liked: '민호 liked “느린 제주”.',
    followed: '민호 started following you.',
    budget: /budget/i,
    recommend: /100 tokens/,
  },
}

async function expectSound(page: Page): Promise<void> {
  await settled(page)
  expect(await accessibilityFaults(page)).toEqual([])
  expect(await overflow(page)).toBeLessThanOrEqual(0)
}

describe.each([
  { language: LANGUAGES[0], width: WIDTHS[0] },
  { language: LANGUAGES[1], width: WIDTHS[1] },
])('in $language at $width px', ({ language, width }) => {
  it(
    'a plan is written and shared, found, followed and liked, and more is recommended',
    { timeout: 60_000 },
    async () => {
      const words = WORDS[language]
      const [hana, minho] = await Promise.all([somebody('Hana', language), somebody('민호', language)])

      const page = await visit({ language, width, as: hana.persona })
      await goTo(page, '/plans/new')
      await page.getByLabel(words.where).fill('제주')
      await page.getByRole('textbox', { name: words.title }).fill('느린 제주')
      await page.getByRole('button', { name: words.dates }).click()
      const dialog = page.getByRole('dialog')
      await dialog.locator('[role=button][tabindex="0"]').first().focus()
      await page.keyboard.press('Enter')
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('Enter')
      await dialog.getByRole('button', { name: words.take }).click()
      await page.getByRole('radio', { name: words.public }).check()
      await expectSound(page)
      await page.getByRole('button', { name: words.create }).click()
      await page.waitForURL(/\/plans\/[^/]+\/edit/)
      await expectSound(page)
      const planId = decodeURIComponent(new URL(page.url()).pathname.split('/')[2] ?? '')

      const other = await visit({ language, width, as: minho.persona })
      await goTo(other, `/members/${hana.id}`)
      await expectSound(other)
      await other.getByRole('button', { name: words.follow }).click()
      await goTo(other, `/plans/${planId}`)
      await other.locator('main').getByRole('button', { name: words.like }).click()
      await expectSound(other)

      await goTo(page, '/notifications')
      await page.getByText(words.liked).waitFor()
      await page.getByText(words.followed).waitFor()

      await goTo(page, `/recommendations/new?planId=${encodeURIComponent(planId)}`)
      await page.getByRole('textbox', { name: words.budget }).fill('500000')
      await expectSound(page)
      await page.getByRole('button', { name: words.recommend }).click()
      await page.waitForURL(/\/recommendations\/(?!new)/)
      await expect
        .poll(
          async () =>
            (
              await hana.ask<{ status: string }>(
                'GET',
                `/recommendations/${new URL(page.url()).pathname.split('/')[2] ?? ''}`,
              )
            ).status,
          { timeout: 15_000 },
        )
        .toBe('created')
      await expectSound(page)
    },
  )
})
