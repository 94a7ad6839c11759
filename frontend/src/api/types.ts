import type { components } from './schema'

/** What the API takes and answers, by its names in the OpenAPI document: `Schema<'PlanView'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name]

export type Language = Schema<'Language'>
export type Visibility = Schema<'Visibility'>
export type Category = Schema<'Category'>
export type Member = Schema<'OwnProfile'>
export type Plan = Schema<'PlanView'>
export type FeedItem = Schema<'FeedItem'>
/** The sort of plan that fits a card, whichever list it is from. */
export type PlanCardContent = Pick<
  FeedItem,
  'id' | 'owner' | 'title' | 'location' | 'placeKey' | 'travelDate' | 'endDate' | 'visibility' | 'likes'
> &
  Partial<Pick<FeedItem, 'likedByMe' | 'forks' | 'groupSize' | 'budget' | 'currency'>>
