/**
 * Every query key there is. The first word is the context that owns the data, so that a change can name all that it
 * makes stale: `queryClient.invalidateQueries({ queryKey: planKeys.all })`.
 */
export interface FeedFilter {
  sort: 'recent' | 'trending'
  scope: 'all' | 'following'
  location?: string
  q?: string
}

export const planKeys = {
  all: ['plan'] as const,
  feed: (filter: FeedFilter) => ['plan', 'feed', filter] as const,
  one: (planId: string) => ['plan', 'one', planId] as const,
  of: (memberId: string) => ['plan', 'of', memberId] as const,
  next: ['plan', 'next'] as const,
  liked: ['plan', 'liked'] as const,
  links: (planId: string) => ['plan', 'links', planId] as const,
  shared: (token: string) => ['plan', 'shared', token] as const,
  destinations: (q: string) => ['plan', 'destinations', q] as const,
  allDestinations: ['plan', 'destinations'] as const,
}

export const memberKeys = {
  all: ['member'] as const,
  providers: (language: string) => ['member', 'providers', language] as const,
  me: ['member', 'me'] as const,
  one: (memberId: string) => ['member', 'one', memberId] as const,
  search: (q: string) => ['member', 'search', q] as const,
  newcomer: ['member', 'newcomer'] as const,
}

export const followKeys = {
  all: ['follow'] as const,
  following: (memberId: string) => ['follow', 'following', memberId] as const,
  followers: (memberId: string) => ['follow', 'followers', memberId] as const,
  /** How I stand to a member. */
  relation: (memberId: string) => ['follow', 'relation', memberId] as const,
  blocked: ['follow', 'blocked'] as const,
}

export const notificationKeys = {
  all: ['notification'] as const,
  list: ['notification', 'list'] as const,
  unread: ['notification', 'unread'] as const,
  preferences: ['notification', 'preferences'] as const,
  /** Whether I hear nothing of a member. */
  mute: (memberId: string) => ['notification', 'mute', memberId] as const,
  muted: ['notification', 'muted'] as const,
}

export const walletKeys = {
  all: ['wallet'] as const,
  balance: ['wallet', 'balance'] as const,
  entries: ['wallet', 'entries'] as const,
  packages: ['wallet', 'packages'] as const,
  order: (orderId: string) => ['wallet', 'order', orderId] as const,
}

export const recommendationKeys = {
  all: ['recommendation'] as const,
  list: ['recommendation', 'list'] as const,
  one: (recommendationId: string) => ['recommendation', 'one', recommendationId] as const,
  start: (planId: string | null, recommendationId: string | null) =>
    ['recommendation', 'start', planId, recommendationId] as const,
}
