import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/members/:id',
    component: () => import('./MemberScreen.vue'),
    props: true,
    meta: { areas: ['member'], title: 'member.title' },
  },
  {
    path: '/members/:id/:list(following|followers)',
    component: () => import('./PeopleScreen.vue'),
    props: true,
    meta: { areas: ['member'], title: 'member.people' },
  },
] satisfies RouteRecordRaw[]
