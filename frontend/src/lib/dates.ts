/**
 * Calendar dates are ISO strings (`2026-12-24`), as the API has them: a day of a trip is the same day wherever it is
 * read. Only `today` asks where: in Seoul, as the API does.
 */
import type { Language } from '@/api/types'

export const MAX_TRIP_DAYS = 60
const DAY_MS = 86_400_000
const LOCALES: Record<Language, string> = { ko: 'ko-KR', en: 'en-GB' }
const SEOUL = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Seoul', dateStyle: 'short' })
const formats = new Map<string, Intl.DateTimeFormat>()

export function locale(language: Language): string {
  return LOCALES[language]
}

function utc(date: string): Date {
  return new Date(`${date}T00:00:00Z`)
}

function format(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options)
  let found = formats.get(key)
  if (!found)
    formats.set(key, (found = new Intl.DateTimeFormat(LOCALES[language], { timeZone: 'UTC', ...options })))
  return found
}

/** Today's date in Seoul. */
export function today(now: Date = new Date()): string {
  return SEOUL.format(now)
}

export function addDays(date: string, days: number): string {
  return new Date(utc(date).getTime() + days * DAY_MS).toISOString().slice(0, 10)
}

/** How many days later `end` is: 0 for the same day. */
export function daysBetween(start: string, end: string): number {
  return Math.round((utc(end).getTime() - utc(start).getTime()) / DAY_MS)
}

/** Every day of a trip, both ends included. */
export function daysOf(start: string, end: string): string[] {
  return Array.from({ length: Math.max(0, daysBetween(start, end) + 1) }, (_, index) => addDays(start, index))
}

/** 0 is Sunday. */
export function weekdayOf(date: string): number {
  return utc(date).getUTCDay()
}

/** 12월 24일 (목), Thu 24 Dec; with the year if it is not this one. */
export function formatDate(date: string, language: Language, now: string = today()): string {
  const year = date.slice(0, 4) === now.slice(0, 4) ? undefined : ('numeric' as const)
  const month = language === 'ko' ? ('long' as const) : ('short' as const)
  const options = { year, month, day: 'numeric' } as const
  // Browsers differ in whether the weekday gets its brackets in Korean.
  if (language === 'ko') return `${format('ko', options).format(utc(date))} (${formatWeekday(date, 'ko')})`
  // With the year they would set a comma behind the weekday, without it none.
  return format(language, { ...options, weekday: 'short' })
    .format(utc(date))
    .replace(',', '')
}

/** How a trip ends: with the year only if it is not the one in which it starts. */
export function formatEnd(start: string, end: string, language: Language): string {
  return start === end ? formatDate(end, language) : formatDayOf(start, end, language)
}

/** 12월 24일~26일: what both ends share is said once. */
export function formatRange(start: string, end: string, language: Language, now: string = today()): string {
  if (start === end) return formatDate(start, language, now)
  const year =
    start.slice(0, 4) === now.slice(0, 4) && end.slice(0, 4) === now.slice(0, 4)
      ? undefined
      : ('numeric' as const)
  const month = language === 'ko' ? ('long' as const) : ('short' as const)
  return format(language, { year, month, day: 'numeric' }).formatRange(utc(start), utc(end))
}

/** 12.24(목), Thu 24 Dec: for narrow places, without the year. */
export function formatShort(date: string, language: Language): string {
  if (language === 'en')
    return format(language, { weekday: 'short', month: 'short', day: 'numeric' }).format(utc(date))
  // Without brackets 12.13 일 reads as the 13th rather than as Sunday.
  return `${Number(date.slice(5, 7))}.${Number(date.slice(8, 10))}(${formatWeekday(date, language)})`
}

/** A day of a trip whose dates stand above it: with the year only if it is not the one in which the trip starts. */
export function formatDayOf(start: string, date: string, language: Language): string {
  return formatDate(date, language, start)
}

export function formatWeekday(date: string, language: Language): string {
  return format(language, { weekday: 'short' }).format(utc(date))
}

/** 2026년 12월. */
export function formatMonth(date: string, language: Language): string {
  return format(language, { year: 'numeric', month: 'long' }).format(utc(date))
}

/** When something happened, in the reader's own time zone: 2026년 11월 28일 오후 2:58, 28 Nov 2026, 14:58. */
export function formatMoment(instant: string, language: Language): string {
  const dateStyle = language === 'ko' ? ('long' as const) : ('medium' as const)
  return new Intl.DateTimeFormat(LOCALES[language], { dateStyle, timeStyle: 'short' }).format(
    new Date(instant),
  )
}
