import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, inject, it } from 'vitest'

import { expectConsole, goTo, visit, type Language, type Visit } from '../browser'
import { python, ROOT, startPlatform, type Platform } from '../platform'
import { expectSound, WAYS } from './sound'
import { words } from './words'

interface Account {
  subject: string
  name: string
  email: string
  error?: string
}

let directory: string
let providers: ChildProcessByStdio<Writable, Readable, null>
let said: Interface
let platform: Platform
let people = 0

/** Google and Naver on this machine, and a platform of their own that knows them. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ktravel-providers-'))
  providers = spawn(python(), ['-m', 'tests.wire.openid_serve', directory], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  said = createInterface(providers.stdout)
  const [first] = (await once(said, 'line')) as [string]
  const { google, naver, authority } = JSON.parse(first) as Record<string, string>
  const [id, secret] = ['ktravel-client', 'a secret between the two of us']
  platform = await startPlatform(inject('web'), {
    demo: false,
    KTRAVEL_GOOGLE_CLIENT_ID: id,
    KTRAVEL_GOOGLE_CLIENT_SECRET: secret,
    KTRAVEL_GOOGLE_ISSUER: String(google),
    KTRAVEL_NAVER_CLIENT_ID: id,
    KTRAVEL_NAVER_CLIENT_SECRET: secret,
    KTRAVEL_NAVER_ISSUER: String(naver),
    KTRAVEL_SIGN_IN_CA: String(authority),
  })
})

afterAll(async () => {
  await platform?.stop()
  providers?.stdin.end()
  if (directory) await rm(directory, { recursive: true, force: true })
})

/** Who signs in next at Google and at Naver. */
async function at(accounts: { google?: Account; naver?: Account }): Promise<void> {
  const heard = once(said, 'line')
  providers.stdin.write(`${JSON.stringify(accounts)}\n`)
  await heard
}

async function signInPage(visitor: Visit): Promise<Page> {
  const page = await visit({ ...visitor, trusting: true })
  await goTo(page, `${platform.url}/sign-in?returnTo=/likes`)
  return page
}

const NAMES: Record<Language, { google: string; naver: string }> = {
  ko: { google: 'Google', naver: '네이버' },
  en: { google: 'Google', naver: 'Naver' },
}

describe.each(WAYS)('in $language at $width px', ({ language, width, theme }) => {
  const t = words(language)
  const names = NAMES[language]
  const person = (): { google: Account; naver: Account } => {
    people += 1
    const email = `minji${people}@naver.com` // Naver vouches for its own addresses only
    return {
      google: { subject: `google ${email}`, name: 'Minji', email },
      naver: { subject: `naver ${email}`, name: '민지', email },
    }
  }
  const way = (page: Page, name: string) =>
    page.locator('main').getByRole('button', { name: new RegExp(name) })
  const menu = (page: Page, name: string) =>
    page.getByRole('banner').getByRole('button', { name: new RegExp(name) })

  async function signedIn(page: Page, name: string): Promise<void> {
    await page.waitForURL(`${platform.url}/likes`)
    await menu(page, name).waitFor()
  }

  /** Somebody whom we know from Google comes by Naver. */
  async function asked(): Promise<Page> {
    await at(person())
    const before = await signInPage({ language, width, theme })
    await way(before, names.google).click()
    await signedIn(before, 'Minji')
    const page = await signInPage({ language, width, theme })
    await way(page, names.naver).click()
    await page.getByRole('heading', { name: t('session.link.title') }).waitFor()
    expectConsole(page, /401.*\/api\/auth\/refresh/)
    return page
  }

  it('signs in at Google, stays signed in, and comes back to where one was', async () => {
    await at(person())
    const page = await signInPage({ language, width, theme })
    await expectSound(page, `providers-${language}`)
    await way(page, names.google).click()
    await signedIn(page, 'Minji')
    await page.reload()
    await menu(page, 'Minji').waitFor()
    await expectSound(page)
  })

  it('says that one changed one’s mind at the provider', async () => {
    const { google } = person()
    await at({ google: { ...google, error: 'access_denied' } })
    const page = await signInPage({ language, width, theme })
    await way(page, names.google).press('Enter')
    await page.getByRole('alert').getByText(names.google).waitFor()
    expectConsole(page, /401.*\/api\/auth\/refresh/) // whether there is a session now is asked, and there is none
    await expectSound(page, `provider-cancelled-${language}`)
  })

  it('asks whether two accounts are one, and connects them once that is shown', async () => {
    const page = await asked()
    await expectSound(page, `linking-${language}`)
    await way(page, names.google).press('Enter')
    await signedIn(page, 'Minji')
    const later = await signInPage({ language, width, theme })
    await way(later, names.naver).click()
    await signedIn(later, 'Minji')
  })

  it('lets who says no be somebody new', async () => {
    const page = await asked()
    await page.getByRole('button', { name: t('session.link.no') }).click()
    await signedIn(page, '민지')
  })
})
