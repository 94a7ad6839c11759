import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { expectConsole, goTo, settled, visit } from '../browser'
import { somebody, type Person } from './people'
import { expectSound, until, WAYS } from './sound'
import { words } from './words'

type Words = ReturnType<typeof words>

interface Planned {
  id: string
  location: string
  recommendationId?: string
  itinerary: { days: { items: { title: string }[] }[] }
}

const titles = (plan: Planned): string[] =>
  plan.itinerary.days.flatMap(({ items }) => items.map(({ title }) => title))

/** Fill in the trip: today alone, for two. */
async function describeTrip(page: Page, t: Words, location: string): Promise<void> {
  await page.getByRole('combobox', { name: t('recommendations.new.location') }).fill(location)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: t('recommendations.new.dates') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('[role=button][tabindex="0"]').first().focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: t('common.take') }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** Ask, and wait until it is made. */
async function ask(page: Page, t: Words): Promise<void> {
  await page.getByRole('button', { name: t('recommendations.new.submit') }).click()
  await page.waitForURL(/\/recommendations\/(?!new)/)
  await page.getByRole('heading', { name: t('recommendations.accept.title') }).waitFor()
  await settled(page)
}

/** Take what is chosen; gives the plan that it became. */
async function take(page: Page, person: Person, button: string | RegExp): Promise<Planned> {
  await page.getByRole('button', { name: button }).click()
  await page.waitForURL(/\/plans\//)
  await settled(page)
  return person.ask<Planned>('GET', new URL(page.url()).pathname)
}

describe.each(WAYS)('in $language at $width px', ({ language, width, theme }) => {
  const t = words(language)

  it('recommends from travellers now (B), and all of it becomes a plan', async () => {
    const me = await somebody('Hana', language)
    const page = await visit({ language, width, theme, as: me.persona })
    await goTo(page, '/recommendations/new')
    await page.getByRole('radio', { name: t('recommendations.kinds.B') }).check()
    await describeTrip(page, t, '부산')
    await ask(page, t)
    await page.reload()
    await page.getByRole('heading', { name: t('recommendations.accept.title') }).waitFor()
    await expectSound(page, 'recommendation-b')
    const count = await page.getByRole('checkbox').count()
    const plan = await take(page, me, t('recommendations.accept.new'))
    expect(titles(plan).length).toBe(count)
    await goTo(page, '/recommendations')
    await page.getByText(t('recommendations.accepted')).waitFor()
    await expectSound(page, 'recommendations')
  })

  it('reads taste from likes (C), says so while there are none, and takes some of it', async () => {
    const [me, author] = await Promise.all([somebody('Hana', language), somebody('민호', language)])
    const page = await visit({ language, width, theme, as: me.persona })
    await goTo(page, '/recommendations/new')
    await page.getByRole('radio', { name: t('recommendations.kinds.C') }).check()
    await describeTrip(page, t, '경주')
    await page.getByRole('button', { name: t('recommendations.new.submit') }).click()
    await page.getByRole('heading', { name: t('recommendations.new.noLikes') }).waitFor()
    expectConsole(page, /409.*\/api\/recommendations/)
    await expectSound(page, 'no-likes')
    expect((await me.ask<{ available: number }>('GET', '/wallet')).available).toBe(5000)

    const liked = await author.ask<{ id: string }>('POST', '/plans', {
      title: '달빛 경주',
      location: '경주',
      travelDate: '2027-05-01',
      groupSize: 2,
      visibility: 'public',
      details: '밤에 걷는 여행',
    })
    await until(() =>
      me.ask('PUT', `/plans/${liked.id}/like`).then(
        () => true,
        () => false,
      ),
    )
    await until(
      async () => (await me.ask<{ items: object[] }>('GET', '/members/me/likes')).items.length === 1,
    )
    await goTo(page, '/recommendations/new')
    await page.getByRole('radio', { name: t('recommendations.kinds.C') }).check()
    await describeTrip(page, t, '경주')
    await ask(page, t)
    const boxes = page.getByRole('checkbox')
    const count = await boxes.count()
    await boxes.first().uncheck()
    await expectSound(page, 'recommendation-c')
    const plan = await take(page, me, t('recommendations.accept.new'))
    expect(titles(plan).length).toBe(count - 1)
  })

  it('fills a plan of mine (A), and leaves what was there', async () => {
    const me = await somebody('Hana', language)
    const mine = await me.ask<Planned>('POST', '/plans', {
      title: '비 오는 전주',
      location: '전주',
      travelDate: '2027-05-01',
      groupSize: 2,
      budget: 300000,
      itinerary: { days: [{ date: '2027-05-01', items: [{ time: '15:00', title: '친구네 책방' }] }] },
    })
    const page = await visit({ language, width, theme, as: me.persona })
    await goTo(page, `/plans/${mine.id}`)
    await page
      .getByRole('link', { name: t('plan.recommend') })
      .first()
      .click()
    await page.waitForURL(/\/recommendations\/new/)
    await page.getByRole('radio', { name: t('recommendations.kinds.A') }).waitFor()
    await ask(page, t)
    await expectSound(page, 'recommendation-a')
    const plan = await take(page, me, t('recommendations.accept.intoPlan'))
    expect(plan.id).toBe(mine.id)
    expect(titles(plan)).toContain('친구네 책방')
    expect(titles(plan).length).toBeGreaterThan(1)
  })
})
