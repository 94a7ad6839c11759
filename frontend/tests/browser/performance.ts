import { writeFileSync } from 'node:fs'
import { createServer, request as ask, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cpus, loadavg } from 'node:os'
import { createGzip } from 'node:zlib'

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, it } from 'vitest'

import { address, settled, visit } from './browser'
import { persona } from './journeys/people'

/**
 * How quick the pages are that most people open first, on a phone of the middle sort: `npm run perf` writes
 * PERFORMANCE.md. The platform answers through a proxy that compresses, as Static Web Apps and the gateway do.
 */
interface Figures {
  fcp: number
  lcp: number
  cls: number
  tbt: number
  inp: number
  scriptKb: number
  totalKb: number
}

const ROUNDS = 3
/** What Lighthouse calls a slow 4G and a mid-tier phone. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: 204_800, uploadThroughput: 96_000 }
const SLOWER_CPU = 4
const COMPRESSED = /text|javascript|json|svg|manifest/
const COLUMNS =
  'First paint (FCP)|Largest paint (LCP)|Layout shift (CLS)|Blocked (TBT)|A tap (as INP)|Script|All'

let proxy: Server
let origin = ''
let planId = ''
const [loadBefore = 0] = loadavg()
const rows: string[] = []

const isCompressed = (answer: IncomingMessage): boolean =>
  COMPRESSED.test(answer.headers['content-type'] ?? '') && answer.statusCode === 200

function headersOf(answer: IncomingMessage): IncomingMessage['headers'] {
  const { 'content-length': length, ...headers } = answer.headers
  if (isCompressed(answer)) return { ...headers, 'content-encoding': 'gzip' }
  return length === undefined ? headers : { ...headers, 'content-length': length }
}

beforeAll(async () => {
  const target = new URL(address())
  proxy = createServer((incoming, outgoing) => {
    const { method, url } = incoming
    // The platform answers only pages of its own address.
    const headers = {
      ...incoming.headers,
      host: target.host,
      ...(incoming.headers.origin && { origin: target.origin }),
    }
    const onward = ask({ host: target.hostname, port: target.port, path: url, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, headersOf(answer))
      if (isCompressed(answer)) answer.pipe(createGzip()).pipe(outgoing)
      else answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  const jiu = await persona('jiu', null)
  const feed = await jiu.ask<{ items: { id: string }[] }>('GET', '/feed?sort=recent')
  planId = feed.items[0]?.id ?? ''
})

afterAll(() => {
  proxy.close()
  const [chip] = cpus()
  writeFileSync(
    'PERFORMANCE.md',
    `# How quick the web app is

Written by \`npm run perf\`: medians of ${ROUNDS} first visits (nothing cached) in headless Chromium at 360 px, processor slowed
${SLOWER_CPU} times, slow 4G (1.6 Mbit/s, 150 ms), against \`make run\`'s platform on the same machine: ${cpus().length} cores of ${chip?.model ?? 'unknown make'}.
The system has Korean letters, as a reader's phone has; ours take their place when they are there.
Before the run ${loadBefore.toFixed(1)} processes wanted a core: what is above 1 makes the times longer than they are.
Bytes are those on the wire, compressed. LCP should be below 2.5 s, CLS below 0.1, TBT and a tap below 200 ms.

| Page | ${COLUMNS.replaceAll('|', ' | ')} |
| --- |${' ---: |'.repeat(COLUMNS.split('|').length)}
${rows.join('\n')}
`,
  )
})

/** What the page notices of itself from its beginning. */
function observe(): void {
  const seen = { lcp: 0, cls: 0, tasks: [] as [number, number][], inp: 0 }
  Object.assign(globalThis, { seen })
  const on = (type: string, each: (entry: PerformanceEntry) => void, options = {}): void =>
    new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({
      type,
      buffered: true,
      ...options,
    })
  on('largest-contentful-paint', ({ startTime }) => (seen.lcp = startTime))
  on('layout-shift', (entry) => (seen.cls += (entry as PerformanceEntry & { value: number }).value))
  on('longtask', ({ startTime, duration }) => seen.tasks.push([startTime, duration]))
  // Only what belongs to an interaction: a pointer that lies over the page while it loads does not.
  on(
    'event',
    (entry) => {
      const { duration, interactionId } = entry as PerformanceEventTiming & { interactionId: number }
      if (interactionId) seen.inp = Math.max(seen.inp, duration)
    },
    { durationThreshold: 16 },
  )
}

async function measure(path: string, as?: string): Promise<Figures> {
  const page: Page = await visit({ width: 360, as })
  await page.addInitScript(observe)
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Network.enable')
  await cdp.send('Network.emulateNetworkConditions', NETWORK)
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER_CPU })
  const bytes = { all: 0, script: 0 }
  const scripts = new Set<string>()
  cdp.on('Network.responseReceived', ({ requestId, type }) => type === 'Script' && scripts.add(requestId))
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    bytes.all += encodedDataLength
    if (scripts.has(requestId)) bytes.script += encodedDataLength
  })
  await page.goto(`${origin}${path}`)
  await settled(page)
  await page.waitForLoadState('networkidle')
  const seen = await page.evaluate(() => ({
    ...(globalThis as unknown as { seen: { lcp: number; cls: number; tasks: [number, number][] } }).seen,
    fcp: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
  }))
  const before = { ...bytes }
  await page.locator('header button').last().tap()
  await page.getByRole('menu').waitFor()
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)))
  const inp = await page.evaluate(() => (globalThis as unknown as { seen: { inp: number } }).seen.inp)
  return {
    fcp: seen.fcp,
    lcp: seen.lcp,
    cls: seen.cls,
    tbt: seen.tasks.reduce((sum, [at, took]) => sum + (at >= seen.fcp ? Math.max(0, took - 50) : 0), 0),
    inp,
    scriptKb: before.script / 1000,
    totalKb: before.all / 1000,
  }
}

function median(values: number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}

it.each([
  { name: 'Landing, stranger', path: () => '/' },
  { name: 'Feed, member', path: () => '/?tab=recent', as: 'jiu' },
  { name: 'Plan, stranger', path: () => `/plans/${planId}` },
  { name: 'Plan, member', path: () => `/plans/${planId}`, as: 'jiu' },
])('$name', { timeout: 180_000 }, async ({ name, path, as }) => {
  const rounds: Figures[] = []
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measure(path(), as))
  const of = (key: keyof Figures): number => median(rounds.map((each) => each[key]))
  const seconds = (value: number): string => `${(value / 1000).toFixed(2)} s`
  rows.push(
    `| ${name} | ${seconds(of('fcp'))} | ${seconds(of('lcp'))} | ${of('cls').toFixed(3)} | ${of('tbt').toFixed(0)} ms | ${of('inp').toFixed(0)} ms | ${of('scriptKb').toFixed(0)} kB | ${of('totalKb').toFixed(0)} kB |`,
  )
})
