import { describe, expect, it } from 'vitest'

import { withParticle } from './particles'

describe('withParticle', () => {
  it.each([
    ['제주 여행', '제주 여행이', '제주 여행을'],
    ['남해 바다', '남해 바다가', '남해 바다를'],
    ['제주 3박 4일 (가족)', '제주 3박 4일 (가족)이', '제주 3박 4일 (가족)을'],
    ['부산 2024', '부산 2024가', '부산 2024를'],
    ['코스 3', '코스 3이', '코스 3을'],
    ['Seoul', 'Seoul이', 'Seoul을'],
    ['Busan by KTX', 'Busan by KTX가', 'Busan by KTX를'],
    ['Spring evening!', 'Spring evening!이', 'Spring evening!을'],
    ['서울 FM', '서울 FM이', '서울 FM을'],
    ['東京', '東京이(가)', '東京을(를)'],
    ['🍊', '🍊이(가)', '🍊을(를)'],
  ])('%s', (word, subject, object) => {
    expect(withParticle(word, 'subject')).toBe(subject)
    expect(withParticle(word, 'object')).toBe(object)
  })

  it('listens to the word and shows what is asked for', () => {
    expect(withParticle('남해 바다', 'object', '‘남해 바다’')).toBe('‘남해 바다’를')
  })
})
