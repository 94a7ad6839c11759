/** The members of local/demo.json, to be suggested where personas may sign in; a test compares the two. */
export const DEMO_PERSONAS = [
  { persona: 'jiu', name: '김지우' },
  { persona: 'minho', name: '이민호' },
  { persona: 'seoyeon', name: '박서연' },
  { persona: 'hajun', name: '최하준' },
  { persona: 'yuna', name: '정유나' },
  { persona: 'doyun', name: '강도윤' },
  { persona: 'eunji', name: '윤은지' },
  { persona: 'taeyang', name: '한태양' },
  { persona: 'emma', name: 'Emma Wilson' },
  { persona: 'lucas', name: 'Lucas Martin' },
  { persona: 'sofia', name: 'Sofia Rossi' },
  { persona: 'noah', name: 'Noah Kim' },
] as const

/** Whom somebody means by what they typed: a demo member by either name, else a persona of that name; null if neither. */
export function personaOf(typed: string): { persona: string; name?: string } | null {
  const text = typed.trim()
  const known = DEMO_PERSONAS.find((each) => each.persona === text.toLowerCase() || each.name === text)
  if (known) return known
  const persona = text.toLowerCase().replaceAll(/\s+/g, '-')
  return /^[a-z0-9-]{1,40}$/.test(persona) ? { persona } : null
}
