// What somebody who opens the start page for the first time has to load before it works, compressed.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const LIMIT_KB = 150
const PAGES = { strangers: 'src/screens/home/LandingHome.vue', members: 'src/screens/home/MemberHome.vue' }
const START = ['index.html', 'src/screens/home/HomeScreen.vue']
const MESSAGES = ['common', 'shell', 'problems', 'home', 'member'].map(
  (area) => `src/locales/ko/${area}.json`,
)
const dist = new URL('../dist/', import.meta.url)

/** @type {Record<string, {file: string, imports?: string[], css?: string[]}>} */
const manifest = JSON.parse(readFileSync(new URL('manifest.json', dist), 'utf8'))

/**
 * The files of these modules and of all that they import at once.
 * @param {string[]} keys
 * @param {Set<string>} seen
 * @returns {string[]}
 */
function filesOf(keys, seen = new Set()) {
  return keys.flatMap((key) => {
    const chunk = manifest[key]
    if (!chunk) throw new Error(`dist/manifest.json has no ${key}: run npm run build.`)
    if (seen.has(key)) return []
    seen.add(key)
    return [chunk.file, ...(chunk.css ?? []), ...filesOf(chunk.imports ?? [], seen)]
  })
}

/**
 * @param {string[]} files
 * @param {string} ending
 */
function kilobytes(files, ending) {
  const sizes = [...new Set(files)]
    .filter((file) => file.endsWith(ending))
    .map((file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length)
  return sizes.reduce((sum, size) => sum + size, 0) / 1000
}

console.log(`JavaScript of the entry: ${kilobytes(filesOf(['index.html']), '.js').toFixed(1)} kB (all gzip)`)
for (const [who, page] of Object.entries(PAGES)) {
  const files = filesOf([...START, page, ...MESSAGES])
  const script = kilobytes(files, '.js')
  console.log(
    `The start page of ${who}: JavaScript ${script.toFixed(1)} kB, CSS ${kilobytes(files, '.css').toFixed(1)} kB`,
  )
  if (script > LIMIT_KB) {
    console.error(`That is more than ${LIMIT_KB} kB of JavaScript.`)
    process.exitCode = 1
  }
}
