import { describe, expect, it } from 'vitest'

import { pictureOf, SCENES } from './scenes'

const keys = Array.from({ length: 60 }, (_, index) => `x-place-${index}`)

describe('a picture', () => {
  it('is the same for everybody', () => {
    expect(pictureOf('jeju', 'plan')).toEqual(pictureOf('jeju', 'plan'))
  })

  it('keeps a place’s scene, and varies it by plan', () => {
    expect(pictureOf('jeju', 'a').scene).toBe('island')
    expect(pictureOf('jeju', 'b').scene).toBe('island')
    expect(pictureOf('jeju', 'a').shapes).not.toEqual(pictureOf('jeju', 'b').shapes)
  })

  it('shows unknown places too, in every way there is', () => {
    expect(new Set(keys.map((key) => pictureOf(key).scene))).toEqual(new Set(SCENES))
  })

  it('has no broken numbers in it', () => {
    for (const key of keys) expect(JSON.stringify(pictureOf(key))).not.toMatch(/NaN|null|Infinity|undefined/)
  })
})
