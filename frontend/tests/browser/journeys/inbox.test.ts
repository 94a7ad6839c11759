import { join } from 'node:path'

import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import {
  accessibilityFaults,
  expectConsole,
  goTo,
  LANGUAGES,
  overflow,
  settled,
  visit,
  WIDTHS,
} from '../browser'
import { somebody, type Person } from './people'

const WORDS = {
  ko: {
    inbox: '알림',
    followed: 'Noah 님과 민호 님이 나를 팔로우해요.',
    liked: '민호 님과 Noah 님이 ‘남해 바다’를 좋아해요.',
    readAll: '모두 읽음',
    allRead: '모두 읽었어요',
    dismiss: /^지우기: .*팔로우/,
    likes: '좋아요',
    empty: '아직 조용해요',
    save: '저장',
    saved: '프로필을 저장했어요',
    bio: '소개',
    export: '내 자료 내려받기',
    delete: '계정 지우기',
    typeName: /확인을 위해/,
    forGood: '영영 지우기',
    goodbye: '함께 걸어 주셔서 고마웠어요',
  },
  en: {
    inbox: 'Inbox',
    followed: 'Noah and 민호 started following you.',
    liked: '민호 and Noah liked “남해 바다”.',
    readAll: 'Mark all read',
    allRead: 'All read',
    dismiss: /^Dismiss: .*following/,
    likes: 'Likes',
    empty: 'All quiet so far',
    save: 'Save',
    saved: 'Your profile has been saved',
    bio: 'About you',
    export: 'Download my data',
    delete: 'Delete my account',
    typeName: /Type your name/,
    forGood: /^Delete$/,
    goodbye: 'Thank you for travelling with us',
  },
}

async function expectSound(page: Page, name: string): Promise<void> {
  const directory = process.env['KTRAVEL_JOURNEY_SCREENS']
  if (directory) await page.screenshot({ path: join(directory, `${name}.png`), fullPage: true })
  expect(await accessibilityFaults(page)).toEqual([])
  expect(await overflow(page)).toBeLessThanOrEqual(0)
}

async function until(found: () => Promise<boolean>): Promise<void> {
  await expect.poll(found, { timeout: 10_000 }).toBe(true)
}

/** Somebody with a plan that two like, whom the same two follow, and who was told of it. */
async function beloved(language: 'ko' | 'en'): Promise<Person> {
  const [me, minho, noah] = await Promise.all([
    somebody('Hana', language),
    somebody('민호'),
    somebody('Noah'),
  ])
  const plan = await me.ask<{ id: string }>('POST', '/plans', {
    title: '남해 바다',
    location: '남해',
    travelDate: '2027-05-01',
    groupSize: 2,
    visibility: 'public',
  })
  for (const each of [noah, minho]) {
    await until(() =>
      each.ask('PUT', `/plans/${plan.id}/like`).then(
        () => true,
        () => false,
      ),
    )
  }
  for (const each of [minho, noah]) await each.ask('PUT', `/members/${me.id}/follow`)
  await until(async () => {
    const { items } = await me.ask<{ items: { count: number }[] }>('GET', '/notifications')
    return items.length === 2 && items.every((each) => each.count === 2)
  })
  return me
}

describe.each([
  { language: LANGUAGES[0], width: WIDTHS[0], theme: 'light' },
  { language: LANGUAGES[1], width: WIDTHS[1], theme: 'dark' },
] as const)('in $language at $width px', ({ language, width, theme }) => {
  const words = WORDS[language]
  const name = (screen: string): string => `${screen}-${width}-${theme}-${language}`

  it('tells who came, and knows what was read', async () => {
    const me = await beloved(language)
    const page = await visit({ language, width, theme, as: me.persona })
    await goTo(page, '/notifications')
    await page.getByText(words.followed).waitFor()
    await page.getByText(words.liked).waitFor()
    await expectSound(page, name('inbox'))
    await page.getByText(words.liked).click()
    await page.waitForURL(/\/plans\//)
    await until(
      async () => (await me.ask<{ count: number }>('GET', '/notifications/unread-count')).count === 1,
    )
    await page.goBack()
    await settled(page)
    await page.getByRole('button', { name: words.readAll }).click()
    await page.getByText(words.allRead).waitFor()
    await page.getByRole('button', { name: words.dismiss }).click()
    await page.getByText(words.followed, { exact: true }).waitFor({ state: 'detached' })
    await until(async () => (await me.ask<{ items: object[] }>('GET', '/notifications')).items.length === 1)
  })

  it('is kind while nothing happened, and lets one choose what to be told', async () => {
    const me = await somebody('Hana', language)
    const page = await visit({ language, width, theme, as: me.persona })
    await goTo(page, '/notifications')
    await page.getByRole('heading', { name: words.empty }).waitFor()
    await expectSound(page, name('inbox-empty'))
    await goTo(page, '/notifications/preferences')
    await expectSound(page, name('preferences'))
    await page.getByRole('switch', { name: words.likes }).click()
    await until(
      async () => !(await me.ask<{ plan_liked: boolean }>('GET', '/notifications/preferences')).plan_liked,
    )
    expect(await page.getByRole('switch', { name: words.likes }).isChecked()).toBe(false)
  })

  it('keeps the profile, hands out the data, and lets go', async () => {
    const me = await somebody('Hana', language)
    const page = await visit({ language, width, theme, as: me.persona })
    await goTo(page, '/settings')
    await expectSound(page, name('settings'))
    await page.getByRole('textbox', { name: words.bio }).fill('천천히 걸어요')
    await page.getByRole('button', { name: words.save }).click()
    await page.getByText(words.saved).waitFor()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: words.export }).click(),
    ])
    expect(file.suggestedFilename()).toMatch(/^ktravel-\d{4}-\d\d-\d\d\.json$/)
    await page.getByRole('button', { name: words.delete }).click()
    await page.getByRole('textbox', { name: words.typeName }).fill(me.name)
    await expectSound(page, name('delete'))
    await page.getByRole('button', { name: words.forGood }).click()
    await page.getByRole('heading', { level: 1, name: words.goodbye }).waitFor()
    await expectSound(page, name('goodbye'))
    await expect(me.ask('GET', '/members/me')).rejects.toThrow(/401/)
  })
})

it('says that there is no network, and goes on when there is one', async () => {
  const words = WORDS.ko
  const me = await somebody('Hana')
  const page = await visit({ as: me.persona })
  await goTo(page, '/settings')
  await page.context().setOffline(true)
  await page.getByText('인터넷에 연결되어 있지 않아요').waitFor()
  await page.getByRole('textbox', { name: words.bio }).fill('섬을 좋아해요')
  await page.getByRole('button', { name: words.save }).click()
  await page.getByRole('alert').getByText('서버에 닿지 못했어요').waitFor()
  expectConsole(page, /ERR_INTERNET_DISCONNECTED/)
  await page.context().setOffline(false)
  await page.getByRole('button', { name: words.save }).click()
  await page.getByText(words.saved).waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
})
