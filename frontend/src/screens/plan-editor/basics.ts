import type { Draft } from './draft'

/** What a plan says of the trip as a whole. Empty dates: not chosen yet. */
export type Basics = Omit<Draft, 'days'>

export const NO_BASICS: Basics = {
  title: '',
  location: '',
  travelDate: '',
  endDate: '',
  groupSize: 2,
  budget: null,
  currency: 'KRW',
  details: '',
}
