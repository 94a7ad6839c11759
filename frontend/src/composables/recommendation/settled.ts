import type { Schema } from '@/api/types'

/**
 * Whether nothing more will happen to a recommendation by itself: it was made, or it failed and whatever was held for
 * it has come back.
 */
export function isSettled(recommendation: Schema<'RecommendationView'>): boolean {
  if (recommendation.status !== 'failed') return recommendation.status === 'created'
  const names = recommendation.steps.map((step) => step.name)
  return !names.includes('tokens_held') || names.includes('tokens_returned')
}
