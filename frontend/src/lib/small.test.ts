import { expect, it } from 'vitest'

import { relativeTime } from './relativeTime'
import { safeReturnTo } from './returnTo'
import { hash, seedOf } from './seed'

const NOW = new Date('2026-11-23T12:00:00Z')

it.each([
  ['2026-11-23T11:59:40Z', '지금', 'now'],
  ['2026-11-23T11:57:00Z', '3분 전', '3 minutes ago'],
  ['2026-11-22T11:00:00Z', '어제', 'yesterday'],
  ['2026-11-23T14:30:00Z', '2시간 후', 'in 2 hours'],
  ['2024-11-01T00:00:00Z', '2년 전', '2 years ago'],
])('says %s as %s and %s', (instant, ko, en) => {
  expect(relativeTime(instant, 'ko', NOW)).toBe(ko)
  expect(relativeTime(instant, 'en', NOW)).toBe(en)
})

it.each([
  ['/plans/1?x=2#y', '/plans/1?x=2#y'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['/sign-in?returnTo=/', '/'],
  [['/a', '/b'], '/'],
  [undefined, '/'],
])('goes back to %j by way of %j', (asked, path) => {
  expect(safeReturnTo(asked)).toBe(path)
})

it('draws the same chance from the same key, and stays in its bounds', () => {
  expect(hash('제주')).toBe(hash('제주'))
  expect(hash('제주')).not.toBe(hash('jeju'))
  const [one, other] = [seedOf('a'), seedOf('a')]
  expect(Array.from({ length: 9 }, one.next)).toEqual(Array.from({ length: 9 }, other.next))
  const seed = seedOf('b')
  for (let draw = 0; draw < 500; draw += 1) {
    const value = seed.between(-2, 3)
    expect(value).toBeGreaterThanOrEqual(-2)
    expect(value).toBeLessThan(3)
    expect([0, 1, 2]).toContain(seed.below(3))
  }
})
