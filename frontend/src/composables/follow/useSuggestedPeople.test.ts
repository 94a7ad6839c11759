import { expect, it } from 'vitest'

import type { FeedItem } from '@/api/types'

import { authorsOf } from './useSuggestedPeople'

const plan = (owner: string, location: string) =>
  ({ owner: { id: owner, name: owner.toUpperCase() }, location }) as FeedItem

it('suggests authors once, in the order of their plans, with every place they wrote of', () => {
  const plans = [
    plan('a', '제주'),
    plan('b', '부산'),
    plan('a', '경주'),
    plan('a', '제주'),
    plan('me', '서울'),
  ]
  expect(authorsOf(plans, 'me')).toEqual([
    { member: { id: 'a', name: 'A' }, places: ['제주', '경주'] },
    { member: { id: 'b', name: 'B' }, places: ['부산'] },
  ])
})
