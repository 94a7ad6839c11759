import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/sign-in',
    component: () => import('./SignInScreen.vue'),
    meta: { areas: ['session'], title: 'session.title' },
  },
] satisfies RouteRecordRaw[]
