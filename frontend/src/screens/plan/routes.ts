import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/plans/:planId',
    component: () => import('./PlanScreen.vue'),
    props: true,
    meta: { areas: ['plan'], title: 'plan.title' },
  },
] satisfies RouteRecordRaw[]
