import type { Page } from 'playwright-core'

import { address, goTo, visit, type Language } from './browser'
import { persona, type Person } from './journeys/people'
import { until } from './journeys/sound'
import type { words } from './journeys/words'

/** Who is pictured in a language: a member of the demo who speaks it, one who has only just come, one who keeps away. */
export function peopleOf(language: Language) {
  return language === 'ko'
    ? {
        member: 'jiu',
        newcomer: ['screens-new', '새봄'],
        careful: ['screens-careful', '도담'],
        place: '제주',
      }
    : {
        member: 'emma',
        newcomer: ['screens-new', 'Robin'],
        careful: ['screens-careful', 'Alex'],
        place: 'Jeju',
      }
}

export const ids = {
  other: '',
  mine: '',
  member: '',
  me: '',
  newcomer: '',
  shared: '',
  recommendation: '',
  failed: '',
  conflict: '',
  order: '',
  paid: '',
  refunded: '',
  link: '',
}

/** Where the sandbox takes the payment of the order that is not paid. */
export let checkout = ''

interface Listed<Item = { id: string }> {
  items: Item[]
}

interface Order {
  id: string
  state: string
  checkoutUrl: string | null
}

/** Ask for a recommendation, and wait for how it ends. */
async function asked(person: Person, location: string, budget: number, ends: string): Promise<string> {
  const trip = { type: 'B', location, travelDate: '2027-05-01', endDate: '2027-05-02', groupSize: 2, budget }
  const { id } = await person.ask<{ id: string }>('POST', '/recommendations', trip)
  const made = (): Promise<{ status: string }> => person.ask('GET', `/recommendations/${id}`)
  await until(async () => (await made()).status === ends)
  return id
}

async function ordered(person: Person): Promise<Order> {
  const packages = await person.ask<Listed>('GET', '/wallet/packages')
  return person.ask<Order>('POST', '/wallet/orders', { packageId: packages.items[0]?.id })
}

async function paidOrder(person: Person): Promise<string> {
  const { id, checkoutUrl } = await ordered(person)
  const token = new URL(checkoutUrl ?? '').searchParams.get('token') ?? ''
  const body = new URLSearchParams({ token, choice: 'pay' })
  await fetch(address('/api/payments/sandbox/checkout'), { method: 'POST', body, redirect: 'manual' })
  await until(async () => (await person.ask<Order>('GET', `/wallet/orders/${id}`)).state === 'paid')
  return id
}

/** What the screens show that no demo data has: recommendations, orders, a link, people who are kept away. */
export async function prepare(language: Language): Promise<void> {
  const who = peopleOf(language)
  const [me, newcomer, careful] = await Promise.all([
    persona(who.member, null, language),
    persona(who.newcomer[0] ?? '', who.newcomer[1] ?? null, language),
    persona(who.careful[0] ?? '', who.careful[1] ?? null, language),
  ])
  Object.assign(ids, { me: me.id, newcomer: newcomer.id })
  const mine = await me.ask<Listed>('GET', '/members/me/plans')
  ids.mine = mine.items[0]?.id ?? ''
  const feed = await me.ask<Listed<{ id: string; owner: { id: string; name: string } }>>(
    'GET',
    '/feed?sort=recent&limit=50',
  )
  const others = feed.items.filter(({ owner }) => owner.id !== me.id)
  const [other] = others
  Object.assign(ids, { other: other?.id, member: other?.owner.id })

  const place = language === 'ko' ? '부산' : 'Busan'
  ids.recommendation = await asked(me, place, 600_000, 'created')
  ids.failed = await asked(me, place, 1000, 'failed')
  ids.refunded = await paidOrder(me)
  await me.ask('POST', `/wallet/orders/${ids.refunded}/refund`)
  ids.paid = await paidOrder(me)
  const order = await ordered(me)
  ids.order = order.id
  checkout = order.checkoutUrl ?? ''

  const link = await me.ask<{ url: string }>('POST', `/plans/${ids.mine}/links`, {
    sections: ['itinerary', 'budget', 'details'],
  })
  ids.link = /\/shared\/([^/]+)/.exec(link.url)?.[1] ?? ''

  const people = [...new Set(others.map(({ owner }) => owner.id))]
  for (const each of people.slice(0, 2)) await careful.ask('PUT', `/members/${each}/block`)
  for (const each of people.slice(2, 5)) await careful.ask('PUT', `/members/${each}/mute`)
  const plan = { title: who.place, location: who.place, travelDate: '2027-05-01', groupSize: 2 }
  ids.conflict = (await careful.ask<{ id: string }>('POST', '/plans', plan)).id
}

/**
 * For a picture only: the platform of the tests knows no Google or Naver where it would send somebody. What is answered
 * is what it answers where it does, in journeys/providers.test.ts.
 */
export async function providers(page: Page, language: Language): Promise<void> {
  const items = [
    { id: 'google', name: 'Google' },
    { id: 'naver', name: language === 'ko' ? '네이버' : 'Naver' },
  ]
  await page.route('**/api/auth/providers', (route) => route.fulfill({ json: { items, nextCursor: null } }))
}

/** For a picture only: nobody can ask the platform to break. */
export async function broken(page: Page): Promise<void> {
  const json = {
    type: 'about:blank',
    title: 'unavailable',
    status: 503,
    code: 'internal',
    params: {},
    traceId: '7f3a'.repeat(8),
  }
  await page.route('**/api/feed?*', (route) =>
    route.fulfill({ status: 503, contentType: 'application/problem+json', json }),
  )
}

/** For a picture only: the platform makes a recommendation before a picture of its making is taken. */
export async function inTheMaking(page: Page): Promise<void> {
  await page.route('**/api/recommendations/*', async (route) => {
    const response = await route.fetch()
    if (response.status() !== 200) return route.fulfill({ response })
    const made = (await response.json()) as { steps: { name: string }[] }
    const steps = made.steps.filter(({ name }) => name !== 'created')
    const change = { status: 'generating', title: null, itinerary: null, evidence: null }
    return route.fulfill({ response, json: { ...made, ...change, steps } })
  })
}

/** For a picture only: it takes fifty recommendations to spend what newcomers are given (journeys/tokens.test.ts). */
export async function penniless(page: Page): Promise<void> {
  await page.route('**/api/wallet', async (route) => {
    const response = await route.fetch()
    const wallet = (await response.json()) as object
    await route.fulfill({ response, json: { ...wallet, available: 40, free: 40, paid: 0, held: 0 } })
  })
}

const ELSEWHERE = { ko: ['버스로 제주', '친구와 제주'], en: ['Jeju by bus', 'Jeju with friends'] } as const

/** The same plan, changed on another screen since it was opened on this one. */
export async function changedElsewhere(
  page: Page,
  t: ReturnType<typeof words>,
  { as, language }: { as?: string; language: Language },
): Promise<void> {
  const title = { name: t('planEditor.title'), exact: true }
  const elsewhere = await visit({ as, language })
  await goTo(elsewhere, `/plans/${ids.conflict}/edit`)
  const field = elsewhere.getByRole('textbox', title)
  const before = await field.inputValue()
  const saved = elsewhere.waitForResponse(
    (response) => response.request().method() === 'PUT' && response.ok(),
  )
  await field.fill(ELSEWHERE[language].find((each) => each !== before) ?? '')
  await saved
  await page.getByRole('textbox', title).fill(language === 'ko' ? '천천히 제주' : 'Jeju, slowly')
  await page.getByRole('dialog').waitFor()
}
