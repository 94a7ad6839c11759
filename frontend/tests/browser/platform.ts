import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { build } from 'vite'
import type { TestProject } from 'vitest/node'

import { findChromium, type Chromium } from './chromium'

declare module 'vitest' {
  interface ProvidedContext {
    url: string
    /** Where the built web app is. */
    web: string
    chromium: Chromium
  }
}

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const START_MS = 60_000
const STOP_MS = 20_000

type Settings = Record<`KTRAVEL_${string}`, string>

/** Until `found` gives something. Throws with what the platform said when it ends or is too slow. */
async function until<T>(
  found: () => T | null | false,
  platform: ChildProcess,
  said: () => string,
): Promise<T> {
  const deadline = Date.now() + START_MS
  while (Date.now() < deadline && platform.exitCode === null) {
    const result = found()
    if (result !== null && result !== false) return result
    await delay(50)
  }
  throw new Error(`The platform did not start:\n${said()}`)
}

/** A build of its own, with /styleguide: several may test at once, and `make run` may be up. */
async function buildInto(directory: string): Promise<void> {
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production' // with Vitest's own, Vue would be built for tests
  await build({ mode: 'test', logLevel: 'warn', build: { outDir: directory, emptyOutDir: true } })
  process.env['NODE_ENV'] = before
}

export interface Platform {
  url: string
  stop: () => Promise<void>
}

export function python(): string {
  return process.env['KTRAVEL_PYTHON'] ?? join(ROOT, '.venv/bin/python')
}

/** Starts what `make run` starts, on a port and a directory of its own. Without the demo, it is there much sooner. */
export async function startPlatform(
  web: string,
  { demo, ...own }: { demo: boolean } & Settings,
): Promise<Platform> {
  const data = await mkdtemp(join(tmpdir(), 'ktravel-web-'))
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('KTRAVEL_'))
  const platform = spawn(python(), ['-m', 'local.run'], {
    cwd: ROOT,
    env: {
      ...Object.fromEntries(inherited),
      KTRAVEL_PORT: '0',
      KTRAVEL_DATA_DIR: join(data, 'state'),
      KTRAVEL_WEB_APP: web,
      KTRAVEL_LIMITS: 'off',
      KTRAVEL_DEMO: demo ? '1' : '0',
      PYTHONUNBUFFERED: '1',
      ...own,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  platform.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  platform.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  platform.on('error', (error) => (output += String(error)))

  let stopping = false
  platform.on('exit', (code, signal) => {
    if (!stopping) console.error(`The platform ended by itself (${code ?? signal}):\n${output.slice(-8000)}`)
  })

  async function stop(): Promise<void> {
    stopping = true
    if (platform.exitCode === null) {
      const ended = new Promise((resolve) => platform.once('exit', resolve))
      platform.kill('SIGTERM')
      const waiting = new AbortController()
      await Promise.race([
        ended,
        delay(STOP_MS, undefined, { signal: waiting.signal }).catch(() => undefined),
      ])
      waiting.abort()
      if (platform.exitCode === null) platform.kill('SIGKILL')
    }
    await rm(data, { recursive: true, force: true })
  }

  try {
    const url = await until(
      () => /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0] ?? null,
      platform,
      () => output,
    )
    if (demo)
      await until(
        () => existsSync(join(data, 'state', 'demo-loaded')),
        platform,
        () => output,
      )
    return { url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Builds the web app, and starts the platform that all journeys share, with the demo data. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  project.provide('chromium', await findChromium())
  const web = await mkdtemp(join(tmpdir(), 'ktravel-built-'))
  const clear = (): Promise<void> => rm(web, { recursive: true, force: true })
  try {
    await buildInto(web)
    const platform = await startPlatform(web, { demo: true })
    project.provide('web', web)
    project.provide('url', platform.url)
    return async () => {
      await platform.stop()
      await clear()
    }
  } catch (error) {
    await clear()
    throw error
  }
}
