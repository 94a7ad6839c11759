/** Every address of the app. Screens link by these, also to screens that others build. */
const id = encodeURIComponent

export const paths = {
  home: '/',
  search: '/search',
  signIn: (returnTo?: string) => (returnTo ? `/sign-in?returnTo=${id(returnTo)}` : '/sign-in'),
  welcome: '/welcome',
  newPlan: '/plans/new',
  plan: (planId: string) => `/plans/${id(planId)}`,
  editPlan: (planId: string) => `/plans/${id(planId)}/edit`,
  recommendations: '/recommendations',
  newRecommendation: (planId?: string) =>
    planId ? `/recommendations/new?planId=${id(planId)}` : '/recommendations/new',
  recommendation: (recommendationId: string) => `/recommendations/${id(recommendationId)}`,
  notifications: '/notifications',
  notificationPreferences: '/notifications/preferences',
  wallet: '/wallet',
  walletOrder: (orderId: string) => `/wallet/orders/${id(orderId)}`,
  member: (memberId: string) => `/members/${id(memberId)}`,
  following: (memberId: string) => `/members/${id(memberId)}/following`,
  followers: (memberId: string) => `/members/${id(memberId)}/followers`,
  likes: '/likes',
  settings: '/settings',
  silenced: '/settings/people',
  goodbye: '/goodbye',
  shared: (token: string) => `/shared/${id(token)}`,
} as const
