import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** What a browser is launched with: its program, and the environment that it needs beside ours. */
export interface Chromium {
  path: string
  env: Record<string, string>
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const FRONTEND = fileURLToPath(new URL('../..', import.meta.url))
const MODULES = join(FRONTEND, 'node_modules')
/** For the package, any version of Lambda means: unpack the libraries too. */
const UNPACK = {
  program: "import chromium from '@sparticuz/chromium'; await chromium.executablePath()",
  env: { AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' },
}

/** KTRAVEL_CHROMIUM, else one that is installed, else the one of the npm package `@sparticuz/chromium`. */
export async function findChromium(): Promise<Chromium> {
  const installed = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find(existsSync)
  const path = process.env['KTRAVEL_CHROMIUM'] ?? installed
  if (path) return { path, env: {} }
  return bundled()
}

/**
 * The npm package's Chromium with what a machine without a desktop lacks: its own libraries (NSS) and a font.
 *
 * The package unpacks into the temporary directory and takes whatever is there already: one half unpacked by another
 * run, or one of another user. So it unpacks into a directory of ours, which gets its name when it is complete.
 */
async function bundled(): Promise<Chromium> {
  const { version } = JSON.parse(
    await readFile(join(MODULES, '@sparticuz/chromium/package.json'), 'utf8'),
  ) as { version: string }
  const cache = join(MODULES, '.cache')
  const home = join(cache, `chromium-${version}`)
  if (!existsSync(home)) {
    await mkdir(cache, { recursive: true })
    const parts = await mkdtemp(join(cache, 'unpacking-'))
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', UNPACK.program], {
      cwd: FRONTEND,
      env: { ...process.env, ...UNPACK.env, TMPDIR: parts },
    })
    await rename(parts, home).catch(async (error: unknown) => {
      await rm(parts, { recursive: true, force: true })
      if (!existsSync(home)) throw error // else another run was quicker
    })
  }
  // Tests find no Korean letters but ours; what is measured (npm run perf) finds some, as on a reader's phone.
  const measured = Boolean(process.env['KTRAVEL_PERF'])
  const folders = [join(home, 'fonts'), ...(measured ? [join(MODULES, 'pretendard/dist/public/static')] : [])]
  const file = join(home, measured ? 'fonts-korean.conf' : 'fonts.conf')
  // Written each time: it names the directory, and the checkout may have moved.
  await writeFile(
    file,
    `<?xml version="1.0"?>
<fontconfig>${folders.map((folder) => `<dir>${folder}</dir>`).join('')}<cachedir>${join(home, 'fonts-cache')}</cachedir></fontconfig>
`,
  )
  return {
    path: join(home, 'chromium'),
    env: { LD_LIBRARY_PATH: join(home, 'al2023', 'lib'), FONTCONFIG_FILE: file },
  }
}
