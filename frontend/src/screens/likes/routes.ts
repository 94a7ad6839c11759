import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/likes',
    component: () => import('./LikesScreen.vue'),
    meta: { areas: ['likes'], title: 'likes.title', membersOnly: true },
  },
] satisfies RouteRecordRaw[]
