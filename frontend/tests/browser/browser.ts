import axe from 'axe-core'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { expect, inject } from 'vitest'

export type Theme = 'light' | 'dark'
export type Language = 'ko' | 'en'
export const WIDTHS = [360, 1440] as const
export const LANGUAGES = ['ko', 'en'] as const

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const PATIENCE_MS = 15_000
let running: Promise<Browser> | undefined
const open: { context: BrowserContext; faults: string[] }[] = []

async function launch(): Promise<Browser> {
  const { path, env } = inject('chromium')
  return chromium.launch({ executablePath: path, args: FLAGS, env: { ...process.env, ...env } })
}

export interface Visit {
  width?: number
  height?: number
  language?: Language
  theme?: Theme
  /** Sign in as this persona, with this name if they are new. */
  as?: string
  name?: string
  /** Trust any certificate: of a provider on this machine. */
  trusting?: boolean
}

/** Where the platform is. */
export function address(path = '/'): string {
  return new URL(path, inject('url')).href
}

/**
 * A browser window of its own. Whatever the page says on its console as an error or warning, or throws, fails the test
 * that opened it (hooks.ts).
 */
export async function visit(visitor: Visit = {}): Promise<Page> {
  const { width = 360, language = 'ko', theme = 'light' } = visitor
  const browser = await (running ??= launch())
  const context = await browser.newContext({
    baseURL: inject('url'),
    viewport: { width, height: visitor.height ?? (width < 600 ? 780 : 900) },
    hasTouch: width < 600,
    isMobile: width < 600,
    locale: language === 'ko' ? 'ko-KR' : 'en-GB',
    timezoneId: 'Asia/Seoul',
    colorScheme: theme,
    reducedMotion: 'reduce',
    ignoreHTTPSErrors: visitor.trusting ?? false,
  })
  context.setDefaultTimeout(PATIENCE_MS)
  const faults: string[] = []
  open.push({ context, faults })
  const page = await context.newPage()
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()))
      faults.push(`${page.url()}: ${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`))
  if (visitor.as) {
    await context.request.post(address('/api/auth/dev/token'), {
      data: { persona: visitor.as, name: visitor.name ?? null },
      headers: { 'Accept-Language': language },
    })
    await context.addInitScript(() => {
      if (location.protocol !== 'about:') localStorage.setItem('ktravel.session', 'yes')
    })
  }
  return page
}

/** Go to an address of the app, and wait until nothing is on its way any more. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await settled(page)
}

/** Wait until no skeleton is left and all fonts that are needed are there. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('main h1, main [role=alert]') !== null)
  await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null)
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
}

/** What axe finds, as lines to read; nothing serious may be left. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const found = await page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: typeof axe }).axe
    // A menu is on its own beside the landmarks, as it should be.
    const rules: axe.RunOptions['rules'] = document.querySelector('[role=menu]')
      ? { region: { enabled: false } }
      : {}
    return (
      await run.run({
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        rules,
        resultTypes: ['violations'],
      })
    ).violations
  })
  return found.flatMap((violation) =>
    violation.nodes.map(
      (node) =>
        `${violation.impact} ${violation.id}: ${node.target.join(' ')} — ${node.failureSummary ?? ''}`,
    ),
  )
}

/** How far the page is wider than the window; anything above 0 scrolls sideways. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}

/** For refusals that a test asks for: the browser itself reports every 4xx on the console. */
export function expectConsole(page: Page, expected: RegExp): void {
  const entry = open.find(({ context }) => context === page.context())
  if (!entry) throw new Error('no such page')
  const remaining = entry.faults.filter((fault) => !expected.test(fault))
  expect(remaining.length, 'the console said nothing like that').toBeLessThan(entry.faults.length)
  entry.faults.splice(0, entry.faults.length, ...remaining)
}

/** Closes the windows of a test, and gives what their consoles said. */
export async function closeWindows(): Promise<string[]> {
  const faults = open.flatMap((each) => each.faults)
  await Promise.all(open.splice(0).map(({ context }) => context.close()))
  return faults
}

export async function closeBrowser(): Promise<void> {
  const browser = running
  running = undefined
  await (await browser)?.close()
}
