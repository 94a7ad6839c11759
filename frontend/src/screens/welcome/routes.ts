import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/welcome',
    component: () => import('./WelcomeScreen.vue'),
    meta: { areas: ['welcome', 'member'], title: 'welcome.title', membersOnly: true },
  },
] satisfies RouteRecordRaw[]
