import { beforeAll, describe, expect, it } from 'vitest'

import { goTo, visit } from '../browser'
import { somebody, type Person } from './people'
import { expectSound, until, WAYS } from './sound'
import { words } from './words'

interface Wallet {
  available: number
  paid: number
  held: number
}

const GIFT = 5000
const PRICE = 100

/** Somebody who has spent all the tokens that newcomers are given. */
async function penniless(): Promise<Person> {
  const me = await somebody('Hana')
  await until(async () => (await me.ask<Wallet>('GET', '/wallet')).available === GIFT)
  for (let size = 1; size <= GIFT / PRICE; size += 1) {
    const trip = { type: 'B', location: '제주', travelDate: '2027-05-01', groupSize: size }
    const { id } = await me.ask<{ id: string }>('POST', '/recommendations', trip)
    // One after the other: fifty at once would only wait for one wallet.
    await until(
      async () => (await me.ask<{ status: string }>('GET', `/recommendations/${id}`)).status === 'created',
    )
  }
  await until(async () => {
    const { available, held } = await me.ask<Wallet>('GET', '/wallet')
    return available === 0 && held === 0
  })
  return me
}

let me: Person

beforeAll(async () => {
  me = await penniless()
})

// All is given back in the end, so that who comes next has nothing again.
describe.each(WAYS)('in $language at $width px', ({ language, width, theme }) => {
  it('runs out of tokens, tops up, asks, and gives the rest back', async () => {
    const t = words(language)
    await me.ask('PATCH', '/members/me', { language })
    const page = await visit({ language, width, theme, as: me.persona })
    await goTo(page, '/recommendations/new')
    await page.getByText(t('recommendations.new.short')).waitFor()
    await expectSound(page, 'short-of-tokens')
    await page.getByRole('link', { name: t('recommendations.new.topUp') }).click()
    await page.getByRole('heading', { level: 1, name: t('wallet.title') }).waitFor()
    await expectSound(page, 'wallet-empty')

    await page
      .getByRole('button', { name: t('wallet.buyName') })
      .first()
      .click()
    await page.waitForURL(/payments\/sandbox\/checkout/)
    await page.locator('button[value=abandon]').click()
    await page.getByRole('heading', { level: 1, name: t('wallet.order.abandoned') }).waitFor()
    await expectSound(page, 'order-abandoned')
    await page.getByRole('link', { name: t('wallet.order.pay') }).click()
    await page.waitForURL(/payments\/sandbox\/checkout/)
    await page.locator('button[value=pay]').click()
    await page.getByRole('heading', { level: 1, name: t('wallet.order.paid') }).waitFor()
    await expectSound(page, 'order-paid')
    const { available } = await me.ask<Wallet>('GET', '/wallet')
    expect(available).toBeGreaterThan(PRICE)

    await page.getByRole('button', { name: t('wallet.order.refund'), exact: true }).click()
    await page.getByRole('dialog', { name: t('wallet.order.refundTitle') }).waitFor()
    await expectSound(page, 'refund')
    await page.getByRole('button', { name: t('wallet.order.refundDo') }).click()
    await page.getByRole('heading', { level: 1, name: t('wallet.order.refunded') }).waitFor()
    await expectSound(page, 'order-refunded')
    expect(await me.ask<Wallet>('GET', '/wallet')).toMatchObject({ available: 0, paid: 0, held: 0 })
  })
})
