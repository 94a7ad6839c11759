import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/wallet',
    component: () => import('./WalletScreen.vue'),
    meta: { areas: ['wallet'], title: 'wallet.title', membersOnly: true },
  },
  {
    path: '/wallet/orders/:orderId',
    component: () => import('./OrderScreen.vue'),
    props: true,
    meta: { areas: ['wallet'], title: 'wallet.order.title', membersOnly: true },
  },
] satisfies RouteRecordRaw[]
