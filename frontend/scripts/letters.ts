import type { Plugin } from 'vite'

const SHEET = /pretendardvariable-dynamic-subset\.css$/
/** Slices are numbered by how seldom their letters are: from here on they are those of nearly every text. */
const FIRST_COMMON = 79
/** The one with the quotation marks and the apostrophe of print. */
const MARKS = 71

/**
 * Of the stylesheet of our letters only the common slices; src/lib/rareLetters.ts has the others when a text needs them.
 * A browser looks through all slices for every run of text, and ninety-two make laying out a page several times as slow.
 */
export function commonLetters(): Plugin {
  return {
    name: 'ktravel-common-letters',
    enforce: 'pre',
    transform: {
      filter: { id: SHEET },
      handler(sheet) {
        const faces = sheet.match(/@font-face\s*\{[^}]*\}/g) ?? []
        const common = faces.filter((face) => {
          const slice = Number(/subset\.(\d+)\./.exec(face)?.[1])
          return slice >= FIRST_COMMON || slice === MARKS
        })
        if (!common.length) throw new Error('The stylesheet of the letters has no numbered slices any more.')
        return common.join('\n')
      },
    },
  }
}
