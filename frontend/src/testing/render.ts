import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { mount, type ComponentMountingOptions } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'

import { i18n } from '@/i18n'

/** A component as in the app: messages in Korean, stores and cache of its own, any address leads somewhere. */
export function render<C extends Component>(component: C, options: ComponentMountingOptions<C> = {}) {
  const pinia = createPinia()
  setActivePinia(pinia)
  const queryClient = new QueryClient({
    defaultOptions: { queries: { retry: false }, mutations: { retry: false } },
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:path(.*)*', component: { template: '<div />' }, meta: { areas: [], title: '' } }],
  })
  const wrapper = mount(component, {
    attachTo: document.body,
    ...options,
    global: { ...options.global, plugins: [pinia, i18n, router, [VueQueryPlugin, { queryClient }]] },
  } as ComponentMountingOptions<C>)
  return { wrapper, router, queryClient }
}
