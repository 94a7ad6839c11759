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
    chromium: Chromium
  }
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const START_MS = 60_000
const STOP_MS = 20_000

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

/** Builds the web app and starts what `make run` starts, with the demo data, on a port and a directory of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  project.provide('chromium', await findChromium())
  const data = await mkdtemp(join(tmpdir(), 'ktravel-web-'))
  const web = join(data, 'web')
  await buildInto(web)
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('KTRAVEL_'))
  const python = process.env['KTRAVEL_PYTHON'] ?? join(ROOT, '.venv/bin/python')
  const platform = spawn(python, ['-m', 'local.run'], {
    cwd: ROOT,
    env: {
      ...Object.fromEntries(own),
      KTRAVEL_PORT: '0',
      KTRAVEL_DATA_DIR: join(data, 'state'),
      KTRAVEL_WEB_APP: web,
      KTRAVEL_LIMITS: 'off',
      PYTHONUNBUFFERED: '1',
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
    await until(
      () => existsSync(join(data, 'state', 'demo-loaded')),
      platform,
      () => output,
    )
    project.provide('url', url)
  } catch (error) {
    await stop()
    throw error
  }
  return stop
}
