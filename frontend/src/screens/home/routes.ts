import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/',
    component: () => import('./HomeScreen.vue'),
    meta: { areas: ['home', 'member'], title: 'home.title' },
  },
] satisfies RouteRecordRaw[]
