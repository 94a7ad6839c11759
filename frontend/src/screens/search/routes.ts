import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/search',
    component: () => import('./SearchScreen.vue'),
    meta: { areas: ['search', 'member'], title: 'search.title' },
  },
] satisfies RouteRecordRaw[]
