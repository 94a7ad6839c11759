import { readFileSync } from 'node:fs'

import type { Language } from '../browser'

interface Messages {
  [key: string]: string | Messages
}

/** What the app says, by its keys: `words('ko')('plan.share.make')`. What stands in braces there may be anything. */
export function words(language: Language): (key: string) => string | RegExp {
  return (key) => {
    const [area = '', ...rest] = key.split('.')
    const file = new URL(`../../../src/locales/${language}/${area}.json`, import.meta.url)
    let found: string | Messages | undefined = JSON.parse(readFileSync(file, 'utf8')) as Messages
    for (const each of rest) found = typeof found === 'object' ? found[each] : undefined
    if (typeof found !== 'string') throw new Error(`There is no message ${key}.`)
    const parts = found.split(/\{\w+\}/).map((each) => each.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    return parts.length > 1 ? new RegExp(`^\\s*${parts.join('.+')}\\s*$`) : found
  }
}
