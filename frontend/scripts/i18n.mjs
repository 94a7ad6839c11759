// Both languages have the same keys and parameters, every key that the code names is there, and none is there in vain.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const src = fileURLToPath(new URL('../src', import.meta.url))

/**
 * @param {Record<string, any>} value
 * @param {string} prefix
 * @param {Map<string, string>} into
 */
function flat(value, prefix, into) {
  for (const [key, each] of Object.entries(value)) {
    if (typeof each === 'string') into.set(`${prefix}.${key}`, each)
    else flat(each, `${prefix}.${key}`, into)
  }
  return into
}

/** @param {string} language */
function messagesOf(language) {
  const folder = join(src, 'locales', language)
  /** @type {Map<string, string>} */
  const all = new Map()
  for (const file of readdirSync(folder))
    flat(JSON.parse(readFileSync(join(folder, file), 'utf8')), file.replace('.json', ''), all)
  return all
}

/** @param {string} text */
const params = (text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join()
const ko = messagesOf('ko')
const en = messagesOf('en')
/** 2박 3일: English says the days only. */
const SHORTER_IN_ENGLISH = new Set(['common.nights'])
/** @type {string[]} */
const faults = []
for (const [key, text] of ko) {
  if (!en.has(key)) faults.push(`${key}: not in English`)
  else if (params(text) !== params(en.get(key) ?? '') && !SHORTER_IN_ENGLISH.has(key))
    faults.push(
      `${key}: ${params(text) || 'none'} in Korean, ${params(en.get(key) ?? '') || 'none'} in English`,
    )
}
for (const key of en.keys()) if (!ko.has(key)) faults.push(`${key}: not in Korean`)

const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(vue|ts)$/.test(name) && !/\.test\.ts$|schema\.d\.ts$/.test(name))
  .map((name) => readFileSync(join(src, name), 'utf8'))
/**
 * What the first group of a pattern finds.
 * @param {string} text
 * @param {RegExp} pattern
 */
const found = (text, pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? '')
const areas = new Set([...ko.keys()].map((key) => key.split('.', 1)[0]))
const named = new Set()
/** @type {string[]} */
const prefixes = []
for (const text of sources) {
  // 'area.some.key', and `area.some.${name}` whose first part stands for all that begin so.
  for (const key of found(text, /['"`](\w+(?:\.\w+)+)['"`]/g)) named.add(key)
  for (const prefix of found(text, /`(\w+\.(?:\w+\.)*\w*)\$\{/g)) prefixes.push(prefix)
}
for (const text of sources) {
  for (const key of found(text, /\b(?:t|translate)\(\s*['"`](\w+(?:\.\w+)+)['"`]/g))
    if (!ko.has(key)) faults.push(`${key}: the code asks for it, and it is not there`)
  for (const key of found(text, /\btitle: ['"](\w+(?:\.\w+)+)['"]/g))
    if (areas.has(key.split('.', 1)[0]) && !ko.has(key))
      faults.push(`${key}: a route's title that is not there`)
}
for (const key of ko.keys())
  if (!named.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)))
    faults.push(`${key}: nothing names it`)

if (faults.length) {
  console.error(`Messages at fault:\n  ${[...new Set(faults)].sort().join('\n  ')}`)
  process.exit(1)
}
