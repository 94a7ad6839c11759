import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/recommendations',
    component: () => import('./RecommendationsScreen.vue'),
    meta: { areas: ['recommendations'], title: 'recommendations.title', membersOnly: true },
  },
  {
    path: '/recommendations/new',
    component: () => import('./NewRecommendationScreen.vue'),
    meta: { areas: ['recommendations'], title: 'recommendations.new.title', membersOnly: true },
  },
  {
    path: '/recommendations/:recommendationId',
    component: () => import('./RecommendationScreen.vue'),
    props: true,
    meta: { areas: ['recommendations'], title: 'recommendations.one.title', membersOnly: true },
  },
] satisfies RouteRecordRaw[]
