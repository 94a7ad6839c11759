import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css'
import './styles/tokens.css'
import './styles/base.css'
import './components/ui/control.css'

import { VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp } from 'vue'

import App from './App.vue'
import { i18n } from './i18n'
import { queryClient } from './queries/client'
import { makeRouter } from './router'
import { useLanguage } from './stores/language'

const app = createApp(App)
app.use(createPinia())
app.use(i18n)
app.use(VueQueryPlugin, { queryClient })
await useLanguage().start()
app.use(makeRouter())
app.mount('#app')

// A page of an earlier release asks for a screen that the server has no longer: begin anew with the present one.
globalThis.addEventListener('vite:preloadError', (event) => {
  event.preventDefault()
  globalThis.location.reload()
})
