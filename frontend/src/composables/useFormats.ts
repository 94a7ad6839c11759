import { computed } from 'vue'
import { useI18n } from 'vue-i18n'

import {
  daysBetween,
  formatDate,
  formatDayOf,
  formatEnd,
  formatMoment,
  formatMonth,
  formatRange,
  formatShort,
  formatWeekday,
} from '@/lib/dates'
import { formatMoney, formatNumber, sayMoney } from '@/lib/money'
import { relativeTime } from '@/lib/relativeTime'
import { useLanguage } from '@/stores/language'

/** Dates, numbers and money in the reader's language; templates that use them follow when it changes. */
export function useFormats() {
  const { t } = useI18n()
  const store = useLanguage()
  const language = computed(() => store.current)
  return {
    date: (date: string) => formatDate(date, language.value),
    short: (date: string) => formatShort(date, language.value),
    dayOf: (start: string, date: string) => formatDayOf(start, date, language.value),
    end: (start: string, end: string) => formatEnd(start, end, language.value),
    range: (start: string, end: string) => formatRange(start, end, language.value),
    /** How long a trip is, as people say it: 2박 3일. */
    length: (start: string, end: string) => {
      const nights = daysBetween(start, end)
      return nights ? t('common.nights', { nights, days: nights + 1 }, nights) : t('common.dayTrip')
    },
    weekday: (date: string) => formatWeekday(date, language.value),
    month: (date: string) => formatMonth(date, language.value),
    moment: (instant: string) => formatMoment(instant, language.value),
    ago: (instant: string) => relativeTime(instant, language.value),
    number: (value: number) => formatNumber(value, language.value),
    /** To the last won. */
    money: (minor: number, currency: string) => formatMoney(minor, currency, language.value),
    /** As people say it: 35만원. */
    budget: (minor: number, currency: string) => sayMoney(minor, currency, language.value),
  }
}
