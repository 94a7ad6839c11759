/** The particles that follow a word in Korean take one of two forms, by whether the word ends in a consonant. */
export type Particle = 'subject' | 'object'

const FORMS: Record<Particle, { closed: string; open: string; unsure: string }> = {
  subject: { closed: '이', open: '가', unsure: '이(가)' },
  object: { closed: '을', open: '를', unsure: '을(를)' },
}
const FIRST_SYLLABLE = 0xac00
const LAST_SYLLABLE = 0xd7a3
const FINALS = 28

/** Whether a word is heard to end in a consonant; null if it cannot be told. Quotes and full stops are not heard. */
export function endsClosed(word: string): boolean | null {
  const [last] = /[\p{L}\p{N}](?=[^\p{L}\p{N}]*$)/u.exec(word) ?? []
  if (!last) return null
  const code = last.codePointAt(0) ?? 0
  if (code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE) return (code - FIRST_SYLLABLE) % FINALS !== 0
  if (/\d/.test(last)) return '013678'.includes(last) // 영, 일, 삼, 육, 칠, 팔
  if (!/[a-z]/i.test(last)) return null
  const latin = /[A-Za-z]+(?=[^\p{L}\p{N}]*$)/u.exec(word)?.[0] ?? last
  // What is spelt out ends in the name of its last letter: 엘, 엠, 엔, 알. Words end as they are written in Korean.
  return latin === latin.toUpperCase() ? /[LMNR]$/.test(latin) : /(?:[bcklmnpt]|ng)$/i.test(latin)
}

/** 계획을, 여행기를; `shown` is what stands there if that is more than the word: a quotation of it. */
export function withParticle(word: string, particle: Particle, shown: string = word): string {
  const { closed, open, unsure } = FORMS[particle]
  const end = endsClosed(word)
  return shown + (end === null ? unsure : end ? closed : open)
}
