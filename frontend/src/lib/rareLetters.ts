import sheet from 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css?raw'

import { has, rangesOf } from './letters'

const files = import.meta.glob<string>(
  '/node_modules/pretendard/dist/web/variable/woff2-dynamic-subset/*.woff2',
  { eager: true, query: '?url', import: 'default' },
)

/** The slices of our letters that no page has yet: each a file and the ranges of its characters. */
const slices = (sheet.match(/@font-face\s*\{[^}]*\}/g) ?? []).map((face) => {
  const name = /([^/]+\.woff2)/.exec(face)?.[1] ?? ''
  const unicodeRange = /unicode-range:\s*([^;}]+)/.exec(face)?.[1] ?? ''
  const url = Object.entries(files).find(([path]) => path.endsWith(`/${name}`))?.[1]
  return { url, unicodeRange, ranges: rangesOf(unicodeRange) }
})

/** Make these characters' slices part of the font; the browser loads them as it does those of the stylesheet. */
export function addLetters(family: string, characters: readonly string[]): void {
  for (const slice of slices) {
    if (!slice.url || !characters.some((character) => has(slice.ranges, character))) continue
    const { url, unicodeRange } = slice
    document.fonts.add(
      new FontFace(family, `url(${url}) format('woff2')`, {
        display: 'swap',
        unicodeRange,
        weight: '45 920',
      }),
    )
    delete slice.url
  }
}
