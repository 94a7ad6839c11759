import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/settings',
    component: () => import('./SettingsScreen.vue'),
    meta: { areas: ['settings'], title: 'settings.title', membersOnly: true },
  },
  {
    path: '/settings/people',
    component: () => import('./SilencedScreen.vue'),
    meta: { areas: ['settings'], title: 'settings.silenced', membersOnly: true },
  },
  {
    path: '/goodbye',
    component: () => import('./GoodbyeScreen.vue'),
    meta: { areas: ['settings'], title: 'settings.goodbye' },
  },
] satisfies RouteRecordRaw[]
