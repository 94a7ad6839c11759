import { describe, expect, it } from 'vitest'

import { has, rangesOf } from './letters'

describe('the ranges of a font', () => {
  it('are read as CSS writes them', () => {
    expect(rangesOf('U+20-22, u+41,U+D723-D728')).toEqual([
      [0x20, 0x22],
      [0x41, 0x41],
      [0xd723, 0xd728],
    ])
  })

  it('have their first and their last character, and none beside them', () => {
    const ranges = rangesOf('U+AC00-AC02, U+1F600')
    expect(['가', '각', '갂', '😀'].map((character) => has(ranges, character))).toEqual([
      true,
      true,
      true,
      true,
    ])
    expect(['갃', 'A', '😁'].map((character) => has(ranges, character))).toEqual([false, false, false])
  })
})
