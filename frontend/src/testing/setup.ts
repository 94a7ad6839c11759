import { enableAutoUnmount } from '@vue/test-utils'
import { afterEach, beforeEach } from 'vitest'

import { speak, useAreas } from '@/i18n'

const areas = Object.keys(import.meta.glob('../locales/ko/*.json')).map((path) =>
  path.replace(/^.*\/|\.json$/g, ''),
)

beforeEach(async () => {
  await useAreas(areas)
  await speak('ko')
})

afterEach(() => {
  localStorage.clear()
  document.body.replaceChildren()
})

// After the test's own: what stays mounted would ask the network when a later test changes the language.
enableAutoUnmount(afterEach)
