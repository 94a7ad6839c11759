import type { RouteRecordRaw } from 'vue-router'

// The whole kit on one page, for developers and for the browser tests; the build that people get leaves it out.
export default (import.meta.env.DEV || import.meta.env.MODE === 'test'
  ? [
      {
        path: '/styleguide',
        component: () => import('./StyleguideScreen.vue'),
        meta: { areas: [], title: '' },
      },
    ]
  : []) satisfies RouteRecordRaw[]
