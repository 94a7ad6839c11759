import { defineStore } from 'pinia'
import { computed } from 'vue'

import type { Language } from '@/api/types'
import { browserLanguage, currentLanguage, speak } from '@/i18n'
import { keep, kept } from '@/lib/storage'

const KEY = 'ktravel.language'

export const useLanguage = defineStore('language', () => {
  const current = computed<Language>(() => currentLanguage())

  function chosen(): Language | null {
    const value = kept(KEY)
    return value === 'ko' || value === 'en' ? value : null
  }

  /** Speak the language that was chosen here, else the browser's. */
  async function start(): Promise<void> {
    await speak(chosen() ?? browserLanguage())
  }

  async function choose(language: Language): Promise<void> {
    await speak(language)
    keep(KEY, language)
  }

  /** Follow the member's profile, unless this browser was told otherwise. */
  async function suggest(language: Language): Promise<void> {
    if (!chosen()) await speak(language)
  }

  return { current, start, choose, suggest }
})
