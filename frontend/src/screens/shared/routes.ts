import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/shared/:token',
    component: () => import('./SharedScreen.vue'),
    props: true,
    meta: { areas: ['shared'], title: 'shared.title' },
  },
] satisfies RouteRecordRaw[]
