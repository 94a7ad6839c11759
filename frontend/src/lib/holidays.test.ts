import { expect, it } from 'vitest'

import { addDays } from './dates'
import { HOLIDAY_YEARS, holidayOn } from './holidays'

const lunar = new Intl.DateTimeFormat('en-u-ca-dangi', { month: 'numeric', day: 'numeric', timeZone: 'UTC' })
const days = HOLIDAY_YEARS.flatMap((year) =>
  Array.from({ length: year % 4 ? 365 : 366 }, (_, index) => addDays(`${year}-01-01`, index)),
)

it.each([
  ['1/1', 'seollal'],
  ['4/8', 'buddha'],
  ['8/15', 'chuseok'],
])('%s of the lunar calendar is %s', (date, name) => {
  const found = days.filter((day) => lunar.format(new Date(`${day}T00:00:00Z`)) === date)
  expect(found).toHaveLength(HOLIDAY_YEARS.length)
  expect(found.map(holidayOn)).toEqual(HOLIDAY_YEARS.map(() => name))
  if (name === 'buddha') return
  expect(found.map((day) => holidayOn(addDays(day, 1)))).toEqual(
    found.map((day) => holidayOn(addDays(day, -1))),
  )
})

it('has the holidays of the sun every year', () => {
  for (const year of HOLIDAY_YEARS)
    for (const date of ['01-01', '03-01', '05-05', '06-06', '08-15', '10-09', '12-25'])
      expect(holidayOn(`${year}-${date}`), `${year}-${date}`).toBeDefined()
})

it('puts substitutes on weekdays only', () => {
  const substitutes = days.filter((day) => holidayOn(day) === 'substitute')
  expect(substitutes.length).toBeGreaterThan(8)
  for (const day of substitutes) expect([1, 2, 3, 4, 5]).toContain(new Date(`${day}T00:00:00Z`).getUTCDay())
})

it('claims nothing about other days', () => {
  expect(holidayOn('2026-12-24')).toBeUndefined()
  expect(holidayOn('2031-01-01')).toBeUndefined()
})
