import { expect, it } from 'vitest'

import { goTo, visit } from './browser'

const SYLLABLES = ['한', '글', '여', '행', '똠', '쀍', '힣']
const NOT_A_GLYPH = '\u{10fffd}'

it('gets the letters of what is typed', async () => {
  const page = await visit({ width: 360 })
  await goTo(page, '/search')
  const slices = (): Promise<number> => page.evaluate(() => document.fonts.size)
  const before = await slices()
  await page.getByRole('searchbox').fill('똠방각하')
  await expect.poll(slices).toBeGreaterThan(before)
})

it('shows Hangul as Hangul, in the font that we ship, and loads no more of it than is needed', async () => {
  const page = await visit({ width: 360 })
  const fonts: string[] = []
  page.on('response', (response) => {
    if (response.url().endsWith('.woff2')) fonts.push(response.url())
  })
  await goTo(page, '/')
  // Seldom ones are not in the stylesheet: a text that has them brings them.
  await page.evaluate((syllables) => document.querySelector('main')?.append(syllables.join('')), SYLLABLES)
  await page.waitForFunction(
    (syllables) =>
      syllables.every((syllable) =>
        [...document.fonts].some(
          ({ status, unicodeRange }) =>
            status === 'loaded' &&
            unicodeRange.split(',').some((range) => {
              const [first = '', last = first] = range.trim().slice(2).split('-')
              const point = syllable.codePointAt(0) ?? 0
              return point >= parseInt(first, 16) && point <= parseInt(last, 16)
            }),
        ),
      ),
    SYLLABLES,
  )
  const { pictures, empty, family, loaded } = await page.evaluate(
    ([syllables, nothing]) => {
      const font = `40px ${getComputedStyle(document.body).fontFamily}`
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
