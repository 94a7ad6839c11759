import { describe, expect, it } from 'vitest'

import {
  addDays,
  daysBetween,
  daysOf,
  formatDate,
  formatDayOf,
  formatEnd,
  formatMoment,
  formatRange,
  formatShort,
  today,
  weekdayOf,
} from './dates'

const NOW = '2026-11-23'

it('is a day ahead in Seoul when it is evening in London', () => {
  expect(today(new Date('2026-12-31T14:59:59Z'))).toBe('2026-12-31')
  expect(today(new Date('2026-12-31T15:00:00Z'))).toBe('2027-01-01')
})

it('counts days over months, leap days and clock changes', () => {
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
  expect(addDays('2027-01-01', -1)).toBe('2026-12-31')
  expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2)
  expect(daysOf('2026-12-31', '2027-01-02')).toEqual(['2026-12-31', '2027-01-01', '2027-01-02'])
  expect(daysOf('2026-12-31', '2026-12-30')).toEqual([])
  expect(weekdayOf('2026-12-27')).toBe(0)
})

describe('a date as it is read', () => {
  it('names the weekday, and the year only if it is another', () => {
    expect(formatDate('2026-12-24', 'ko', NOW)).toBe('12월 24일 (목)')
    expect(formatDate('2027-01-01', 'ko', NOW)).toBe('2027년 1월 1일 (금)')
    expect(formatDate('2026-12-24', 'en', NOW)).toBe('Thu 24 Dec')
    expect(formatDate('2027-01-01', 'en', NOW)).toBe('Fri 1 Jan 2027')
    expect(formatShort('2026-12-13', 'ko')).toBe('12.13(일)')
    expect(formatShort('2026-02-04', 'en')).toBe('Wed 4 Feb')
    expect(formatDayOf('2027-12-31', '2027-12-31', 'ko')).toBe('12월 31일 (금)')
    expect(formatDayOf('2027-12-31', '2028-01-01', 'ko')).toBe('2028년 1월 1일 (토)')
    expect(formatMoment('2026-11-28T05:58:00Z', 'ko')).toMatch(/^2026년 11월 28일 .*58$/)
  })

  it('says once what both ends share', () => {
    expect(formatRange('2026-12-24', '2026-12-26', 'ko', NOW)).toBe('12월 24일~26일')
    expect(formatRange('2026-12-24', '2026-12-26', 'en', NOW)).toMatch(/^24\s?–\s?26 Dec$/)
    expect(formatRange('2026-12-24', '2026-12-24', 'ko', NOW)).toBe('12월 24일 (목)')
    expect(formatRange('2026-12-30', '2027-01-02', 'ko', NOW)).toMatch(/2026년 12월 30일.*2027년 1월 2일/)
  })
})

it('says the year of the end only if it is another than that of the start', () => {
  expect(formatEnd('2027-04-17', '2027-04-20', 'ko')).toBe('4월 20일 (화)')
  expect(formatEnd('2027-12-31', '2028-01-02', 'ko')).toBe('2028년 1월 2일 (일)')
  expect(formatEnd('2027-04-17', '2027-04-17', 'ko')).toBe(formatDate('2027-04-17', 'ko'))
})
