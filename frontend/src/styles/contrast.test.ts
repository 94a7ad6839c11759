import { describe, expect, it } from 'vitest'

import css from './tokens.css?raw'

const TEXT = 4.5
const GRAPHICS = 3

function colour(token: string, theme: 'light' | 'dark'): string {
  const found = new RegExp(`--${token}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css)
  const said = found?.[theme === 'light' ? 1 : 2]
  if (!said) throw new Error(`no colour --${token}`)
  return said
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (high + 0.05) / (low + 0.05)
}

const surfaces = ['paper', 'surface', 'sunken']
const onEverySurface = ['ink', 'ink-soft', 'ink-faint', 'sea-ink', 'citrus-ink', 'camellia', 'moss', 'canola']
const pairs: [string, string, number][] = [
  ...onEverySurface.flatMap((text) => surfaces.map((under): [string, string, number] => [text, under, TEXT])),
  ['on-sea', 'sea', TEXT],
  ['on-sea', 'sea-hover', TEXT],
  ['on-citrus', 'citrus', TEXT],
  ['on-citrus', 'citrus-hover', TEXT],
  ['on-camellia', 'camellia', TEXT],
  ['on-camellia', 'camellia-hover', TEXT],
  ['sea-ink', 'sea-wash', TEXT],
  ['citrus-ink', 'citrus-wash', TEXT],
  ['camellia', 'camellia-wash', TEXT],
  ['moss', 'moss-wash', TEXT],
  ['canola', 'canola-wash', TEXT],
  ['line-strong', 'surface', GRAPHICS],
  ['line-strong', 'paper', GRAPHICS],
  ...['sight', 'meal', 'stay', 'transport', 'activity', 'shopping', 'other'].map(
    (name): [string, string, number] => [`category-${name}`, 'surface', GRAPHICS],
  ),
]

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  it.each(pairs)('%s can be told from %s', (front, under, least) => {
    expect(contrast(colour(front, theme), colour(under, theme))).toBeGreaterThanOrEqual(least)
  })
})
