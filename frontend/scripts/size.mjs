// What somebody who opens the start page for the first time has to load before it works, compressed: the files that
// index.html names, and those that it asks for early (scripts/early.ts).
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const LIMIT_KB = 150
const dist = new URL('../dist/', import.meta.url)
const html = readFileSync(new URL('index.html', dist), 'utf8')

/** @type {{pages: {path: string, member?: boolean, scripts: string[], styles: string[], messages: {ko: string[]}}[]}} */
const early = JSON.parse(/\}\)\((\{"letters".*\})\)<\/script>/.exec(html)?.[1] ?? '{"pages":[]}')
const named = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, file = '']) => file)
const start = early.pages.filter(({ path }) => path === '^/$')
if (start.length !== 2) throw new Error('dist/index.html does not ask for the two start pages.')

/**
 * @param {string[]} files
 * @param {string} ending
 */
function kilobytes(files, ending) {
  const sizes = files
    .filter((file) => file.endsWith(ending))
    .map((file) => gzipSync(readFileSync(new URL(file.slice(1), dist)), { level: 9 }).length)
  return sizes.reduce((sum, size) => sum + size, 0) / 1000
}

console.log(`JavaScript of the entry: ${kilobytes(named, '.js').toFixed(1)} kB (all gzip)`)
for (const { member, scripts, styles, messages } of start) {
  const files = [...named, ...scripts, ...styles, ...messages.ko]
  const script = kilobytes(files, '.js')
  console.log(
    `The start page of ${member ? 'members' : 'strangers'}: JavaScript ${script.toFixed(1)} kB, CSS ${kilobytes(files, '.css').toFixed(1)} kB`,
  )
  if (script > LIMIT_KB) {
    console.error(`That is more than ${LIMIT_KB} kB of JavaScript.`)
    process.exitCode = 1
  }
}
