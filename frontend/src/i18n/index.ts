import { createI18n, type LocaleMessageDictionary, type VueMessageType } from 'vue-i18n'

import type { Language } from '@/api/types'

type Messages = LocaleMessageDictionary<VueMessageType>

const LANGUAGES: readonly Language[] = ['ko', 'en']
/** What every page needs. All other areas are loaded with the route that names them in `meta.areas`. */
const CORE = ['common', 'shell', 'problems']

const files = import.meta.glob<Messages>('../locales/*/*.json', { import: 'default' })
const loaded = new Set<string>()
const wanted = new Set(CORE)

export const i18n = createI18n({
  legacy: false,
  locale: 'ko',
  fallbackLocale: false,
  messages: { ko: {}, en: {} },
  missingWarn: import.meta.env.DEV,
})

export function currentLanguage(): Language {
  return i18n.global.locale.value
}

/** The language of this browser: English if that is preferred to Korean, as the API decides it. */
export function browserLanguage(languages: readonly string[] = navigator.languages): Language {
  const known = languages
    .map((each) => each.slice(0, 2).toLowerCase())
    .find((each) => each === 'ko' || each === 'en')
  return known === 'en' ? 'en' : 'ko'
}

async function load(language: Language, area: string): Promise<void> {
  const name = `../locales/${language}/${area}.json`
  if (loaded.has(name)) return
  const file = files[name]
  if (!file) throw new Error(`There are no messages ${name}.`)
  const messages = await file()
  i18n.global.mergeLocaleMessage(language, { [area]: messages })
  loaded.add(name)
}

/** Have the messages of these areas (locales/<language>/<area>.json) in the reader's language. */
export async function useAreas(areas: Iterable<string>): Promise<void> {
  for (const area of areas) wanted.add(area)
  await Promise.all([...wanted].map((area) => load(currentLanguage(), area)))
}

/** Speak this language from now on. */
export async function speak(language: Language): Promise<void> {
  if (!LANGUAGES.includes(language)) throw new RangeError(language)
  await Promise.all([...wanted].map((area) => load(language, area)))
  i18n.global.locale.value = language
  document.documentElement.lang = language
}

/** For code outside of components; within them it is `useI18n().t`. */
export function translate(key: string, params: Record<string, unknown> = {}): string {
  return i18n.global.t(key, params)
}

export function exists(key: string): boolean {
  return i18n.global.te(key)
}
