import { expect, it } from 'vitest'

import { goTo, visit } from './browser'

const SYLLABLES = ['한', '글', '여', '행', '똠', '쀍', '힣']
const NOT_A_GLYPH = '\u{10fffd}'

it('shows Hangul as Hangul, in the font that we ship, and loads no more of it than is needed', async () => {
  const page = await visit({ width: 360 })
  const fonts: string[] = []
  page.on('response', (response) => {
    if (response.url().endsWith('.woff2')) fonts.push(response.url())
  })
  await goTo(page, '/')
  const { pictures, empty, family, loaded } = await page.evaluate(
    async ([syllables, nothing]) => {
      const font = `40px ${getComputedStyle(document.body).fontFamily}`
      await document.fonts.load(font, syllables.join(''))
      const picture = (text: string): string => {
        const canvas = document.createElement('canvas')
        canvas.width = canvas.height = 64
        const context = canvas.getContext('2d')
        if (!context) throw new Error('no canvas')
        context.font = font
        context.fillText(text, 8, 48)
        return canvas.toDataURL()
      }
      return {
        pictures: syllables.map(picture),
        empty: [' ', nothing].map(picture),
        family: getComputedStyle(document.querySelector('h1') ?? document.body).fontFamily,
        loaded: [...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.family),
      }
    },
    [SYLLABLES, NOT_A_GLYPH] as const,
  )
  // Boxes look all the same, and like what has no glyph anywhere (which some machines do not draw at all).
  expect(new Set(pictures).size).toBe(SYLLABLES.length)
  expect(pictures.filter((each) => empty.includes(each))).toEqual([])
  expect(family).toMatch(/^"?Pretendard Variable/)
  expect(loaded.length).toBeGreaterThan(SYLLABLES.length - 3)
  expect(new Set(loaded.map((name) => name.replaceAll('"', '')))).toEqual(new Set(['Pretendard Variable']))
  expect(fonts.length).toBeLessThan(60)
})
