const FAMILY = 'Pretendard Variable'

/** The ranges of CSS's `unicode-range`, as pairs of first and last code point. */
export function rangesOf(unicodeRange: string): [number, number][] {
  return unicodeRange.split(',').map((range) => {
    const [first = '', last = first] = range.trim().replace(/^U\+/i, '').split('-')
    return [parseInt(first, 16), parseInt(last, 16)]
  })
}

/** Whether one of the ranges has this character. */
export function has(ranges: readonly [number, number][], character: string): boolean {
  const point = character.codePointAt(0) ?? 0
  return ranges.some(([first, last]) => point >= first && point <= last)
}

/** The text that a change of the page brought. */
function textOf({ type, target, addedNodes }: MutationRecord): string {
  if (type === 'characterData') return target.textContent ?? ''
  return Array.from(addedNodes, (node) => node.textContent ?? '').join('')
}

/**
 * Gets our letters for characters that the stylesheet of the common ones (scripts/letters.ts) lacks, as soon as such a
 * one is on the page or typed; until then, and if they cannot be had, it is shown in the system's.
 */
export function watchLetters(page: HTMLElement = document.body): void {
  const seen = new Set<string>()
  let common: [number, number][] | null = null

  function look(text: string): void {
    const fresh = [...new Set(text)].filter((character) => !seen.has(character) && character.trim())
    if (!fresh.length) return
    common ??= [...document.fonts]
      .filter(({ family }) => family.includes(FAMILY))
      .flatMap(({ unicodeRange }) => rangesOf(unicodeRange))
    const known = common
    const rare = fresh.filter((character) => !has(known, character))
    for (const character of fresh) seen.add(character)
    if (!rare.length) return
    import('./rareLetters').then(
      ({ addLetters }) => addLetters(FAMILY, rare),
      () => rare.forEach((character) => seen.delete(character)), // the next text that has them asks again
    )
  }

  new MutationObserver((changes) => look(changes.map(textOf).join(''))).observe(page, {
    characterData: true,
    childList: true,
    subtree: true,
  })
  page.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) look(target.value)
  })
  look(page.textContent)
}
