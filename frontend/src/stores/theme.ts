import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'

import { keep, kept } from '@/lib/storage'

export type ThemeChoice = 'system' | 'light' | 'dark'
export const THEME_CHOICES: readonly ThemeChoice[] = ['system', 'light', 'dark']
const KEY = 'ktravel.theme'

export const useTheme = defineStore('theme', () => {
  const stored = kept(KEY)
  const choice = ref<ThemeChoice>(stored === 'light' || stored === 'dark' ? stored : 'system')
  const system = globalThis.matchMedia('(prefers-color-scheme: dark)')
  const systemDark = ref(system.matches)
  system.addEventListener('change', (event) => {
    systemDark.value = event.matches
  })
  const dark = computed(() => (choice.value === 'system' ? systemDark.value : choice.value === 'dark'))

  watch(
    choice,
    (value) => {
      keep(KEY, value === 'system' ? null : value)
      if (value === 'system') delete document.documentElement.dataset['theme']
      else document.documentElement.dataset['theme'] = value
    },
    { immediate: true, flush: 'sync' },
  )
  return { choice, dark }
})
