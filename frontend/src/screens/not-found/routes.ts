import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/:path(.*)*',
    component: () => import('./NotFoundScreen.vue'),
    meta: { areas: [], title: 'shell.notFound' },
  },
] satisfies RouteRecordRaw[]
