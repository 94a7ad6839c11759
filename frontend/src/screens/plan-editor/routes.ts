import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/plans/new',
    component: () => import('./NewPlanScreen.vue'),
    meta: { areas: ['plan', 'planEditor'], title: 'planEditor.new', membersOnly: true },
  },
  {
    path: '/plans/:planId/edit',
    component: () => import('./EditPlanScreen.vue'),
    props: true,
    meta: { areas: ['plan', 'planEditor'], title: 'planEditor.edit', membersOnly: true },
  },
] satisfies RouteRecordRaw[]
