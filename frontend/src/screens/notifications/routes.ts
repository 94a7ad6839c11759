import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/notifications',
    component: () => import('./NotificationsScreen.vue'),
    meta: { areas: ['notifications'], title: 'notifications.title', membersOnly: true },
  },
  {
    path: '/notifications/preferences',
    component: () => import('./PreferencesScreen.vue'),
    meta: { areas: ['notifications'], title: 'notifications.preferences', membersOnly: true },
  },
] satisfies RouteRecordRaw[]
