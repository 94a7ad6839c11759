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
