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

const RELOADED = 'ktravel.reloaded'
const ONCE_MS = 60_000

// A page of an earlier release asks for a screen that the server has no longer: begin anew with the present one. Not
// again and again, and not without a network, where App.vue says what is wrong.
globalThis.addEventListener('vite:preloadError', (event) => {
  const last = Number(sessionStorage.getItem(RELOADED))
  if (!navigator.onLine || Date.now() - last < ONCE_MS) return
  event.preventDefault()
  sessionStorage.setItem(RELOADED, String(Date.now()))
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
