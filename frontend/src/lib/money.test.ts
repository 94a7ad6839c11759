import { expect, it } from 'vitest'

import { formatMoney, parseAmount, sayMoney, toMajor, toMinor } from './money'

it.each([
  [350_000, '35만원'],
  [355_000, '35만 5,000원'],
  [120_000_000, '1억 2,000만원'],
  [9_900, '9,900원'],
  [-20_000, '-2만원'],
  [0, '0원'],
])('says %i won as %s', (won, said) => {
  expect(sayMoney(won, 'KRW', 'ko')).toBe(said)
})

it('says other currencies, and English, by their own rules', () => {
  expect(sayMoney(350_000, 'KRW', 'en')).toBe('₩350,000')
  expect(formatMoney(350_000, 'KRW', 'ko')).toBe('350,000원')
  expect(formatMoney(1050, 'USD', 'en')).toBe('$10.50')
  expect(formatMoney(1000, 'USD', 'en')).toBe('$10')
  expect(formatMoney(1234, 'KWD', 'en')).toContain('1.234')
  expect(formatMoney(1234, 'JPY', 'ko')).toContain('1,234')
})

it('turns major units into minor ones and back without losing any', () => {
  expect(toMinor(19.99, 'USD')).toBe(1999)
  expect(toMinor(1.005, 'KWD')).toBe(1005)
  expect(toMajor(1999, 'USD')).toBe(19.99)
  expect(toMinor(35, 'KRW')).toBe(35)
})

it.each([
  ['35', 35],
  ['1,200.5', 1200.5],
  ['12만', 120_000],
  ['3천', 3000],
  ['₩ 9,900원', 9900],
  ['-3', null],
  ['abc', null],
  ['', null],
])('reads %j as %j', (text, amount) => {
  expect(parseAmount(text)).toBe(amount)
})
