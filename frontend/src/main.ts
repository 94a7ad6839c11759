import './styles/tokens.css'
import './styles/base.css'
import './styles/first.css'
import './components/ui/control.css'

import { VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp, h } from 'vue'

import App from './App.vue'
import { i18n } from './i18n'
import { watchLetters } from './lib/letters'
import { queryClient } from './queries/client'
import { makeRouter } from './router'
import { useLanguage } from './stores/language'

// A page of an earlier release asks for a file that the server has no longer: begin anew with the present one. Not
// again and again, not while somebody writes, and not without a network: App.vue says then what is wrong.
globalThis.addEventListener('vite:preloadError', (event) => {
  const [visit] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  const writing = document.activeElement?.matches('input, textarea, select')
  if (visit?.type === 'reload' || writing || !navigator.onLine) return
  event.preventDefault()
  globalThis.location.reload()
})

// On its way already where the build has put it into the head (scripts/early.ts); nothing waits for it.
void import('pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css')
if (document.readyState === 'complete') watchLetters()
else globalThis.addEventListener('load', () => watchLetters(), { once: true })

/** A function, because what a module awaits may not itself import that module: screens do. */
async function start(): Promise<void> {
  let failed: unknown = null
  const app = createApp(() => h(App, { failed }))
  app.use(createPinia())
  app.use(i18n)
  app.use(VueQueryPlugin, { queryClient })
  await useLanguage().start()
  const router = makeRouter()
  app.use(router)
  // Once, with the screen: until then index.html shows the shape of a page.
  await router.isReady().catch((error: unknown) => (failed = error))
  app.mount('#app')
}

void start()
