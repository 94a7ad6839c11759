import type { Plan, Schema } from '@/api/types'
import type { RecommendationDraft } from '@/composables/recommendation/useRequestRecommendation'
import { daysBetween, today } from '@/lib/dates'

/** Days that one recommendation may have. */
export const MAX_DAYS = 10

export interface Answers {
  type: RecommendationDraft['type']
  location: string
  travelDate: string | null
  endDate: string | null
  groupSize: number
  budget: number | null
  currency: string
  details: string
  planId: string | null
}

type Trip = Pick<
  Plan | Schema<'RecommendationView'>,
  'location' | 'travelDate' | 'endDate' | 'groupSize' | 'budget' | 'currency' | 'details'
>

export const NOTHING: Answers = {
  type: 'B',
  location: '',
  travelDate: null,
  endDate: null,
  groupSize: 2,
  budget: null,
  currency: 'KRW',
  details: '',
  planId: null,
}

/** What a plan or an earlier request says, as far as it can still be asked for: not what is over, or too long. */
export function answersOf(trip: Trip, now: string = today()): Omit<Answers, 'type' | 'planId'> {
  const possible = trip.travelDate >= now && daysBetween(trip.travelDate, trip.endDate) < MAX_DAYS
  return {
    location: trip.location,
    travelDate: possible ? trip.travelDate : null,
    endDate: possible ? trip.endDate : null,
    groupSize: trip.groupSize,
    budget: trip.budget,
    currency: trip.currency,
    details: trip.details ?? '',
  }
}

/** The request that the answers make. */
export function draftOf(answers: Answers): RecommendationDraft {
  return {
    type: answers.type,
    location: answers.location.trim(),
    travelDate: answers.travelDate,
    endDate: answers.endDate ?? answers.travelDate,
    groupSize: answers.groupSize,
    budget: answers.budget,
    currency: answers.currency,
    details: answers.details.trim() || null,
    planId: answers.type === 'A' ? answers.planId : null,
  }
}

/** The same request as an earlier one, made anew whatever is stored. */
export function freshDraftOf(made: Schema<'RecommendationView'>): RecommendationDraft {
  const { type, location, travelDate, endDate, groupSize, budget, currency, details, planId } = made
  return { type, location, travelDate, endDate, groupSize, budget, currency, details, planId, fresh: true }
}
