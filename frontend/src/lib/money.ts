/** Money is a whole number of the currency's minor unit (ISO 4217), as in the API: ₩1,000 is 1000, $10.00 is 1000. */
import type { Language } from '@/api/types'

import { locale } from './dates'

const MAN = 10_000
const EOK = 100_000_000

/** Digits of the minor unit: 0 for KRW, 2 for USD. Browsers follow CLDR, which rounds a few; those are told apart. */
export function minorDigits(currency: string): number {
  if (/^(?:BIF|CLP|DJF|GNF|ISK|JPY|KMF|KRW|PYG|RWF|UGX|VND|VUV|XAF|XOF|XPF)$/.test(currency)) return 0
  return /^(?:BHD|IQD|JOD|KWD|LYD|OMR|TND)$/.test(currency) ? 3 : 2
}

export function toMajor(minor: number, currency: string): number {
  return minor / 10 ** minorDigits(currency)
}

export function toMinor(major: number, currency: string): number {
  return Math.round(major * 10 ** minorDigits(currency))
}

/** 350,000원, ₩350,000, $10.50: all of it, by locale; won are named in Korean as `sayMoney` names them. */
export function formatMoney(minor: number, currency: string, language: Language): string {
  if (language === 'ko' && currency === 'KRW') return `${formatNumber(minor, language)}원`
  const digits = minorDigits(currency)
  const whole = minor % 10 ** digits === 0
  return new Intl.NumberFormat(locale(language), {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: whole ? 0 : digits,
    maximumFractionDigits: digits,
  }).format(toMajor(minor, currency))
}

/** 35만원, 1억 2,000만원, ₩350,000: as people say a budget. Won below 만 stay exact. */
export function sayMoney(minor: number, currency: string, language: Language): string {
  if (language !== 'ko' || currency !== 'KRW' || Math.abs(minor) < MAN)
    return formatMoney(minor, currency, language)
  const number = new Intl.NumberFormat('ko-KR')
  const amount = Math.abs(minor)
  const parts = [
    [Math.floor(amount / EOK), '억'],
    [Math.floor((amount % EOK) / MAN), '만'],
    [amount % MAN, ''],
  ] as const
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => number.format(count) + unit)
  return `${minor < 0 ? '-' : ''}${said.join(' ')}원`
}

/** What somebody typed as an amount: "35", "1,200.5", "12만"; null if it is none. */
export function parseAmount(text: string): number | null {
  const plain = text.replace(/[\s,₩$€£¥원]/g, '')
  const found = /^(\d+(?:\.\d+)?)(만|천)?$/.exec(plain)
  if (!found) return null
  return Number(found[1]) * (found[2] === '만' ? MAN : found[2] === '천' ? 1000 : 1)
}

export function formatNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(locale(language)).format(value)
}
