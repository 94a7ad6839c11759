import type { Plugin, Rollup } from 'vite'

interface Page {
  /** Source of a regular expression for its address. */
  path: string
  /** For members, or for strangers, only. */
  member?: boolean
  screens: string[]
  /** Message areas beside those that every page has. */
  areas: string[]
}

/** Files of the build. */
interface Early {
  letters: string[]
  pages: {
    path: string
    member?: boolean
    scripts: string[]
    styles: string[]
    messages: { ko: string[]; en: string[] }
  }[]
}

const PLACE = '<!-- early -->'
const LETTERS = /\bpretendard.*\.css$/
const HOME = 'src/screens/home'
/** What every page says, and what the start page does. */
const START_AREAS = ['common', 'shell', 'problems', 'home', 'member']

/** The pages that links from elsewhere lead to. */
const PAGES: Page[] = [
  { path: '^/$', member: false, screens: [`${HOME}/HomeScreen.vue`, `${HOME}/LandingHome.vue`], areas: [] },
  { path: '^/$', member: true, screens: [`${HOME}/HomeScreen.vue`, `${HOME}/MemberHome.vue`], areas: [] },
  { path: '^/plans/(?!new$)[^/]+$', screens: ['src/screens/plan/PlanScreen.vue'], areas: ['plan'] },
  { path: '^/shared/[^/]+$', screens: ['src/screens/shared/SharedScreen.vue'], areas: ['shared'] },
]

/** The language of messages that are needed at the start: those of one language are one file. */
export function startMessages(id: string): string | null {
  const [, language = null, area = ''] = /\/locales\/(ko|en)\/(\w+)\.json$/.exec(id) ?? []
  return START_AREAS.includes(area) ? language : null
}

/**
 * Runs in the head of the page, as text: asks for all files of the page that the address means while the first of them
 * is on its way, where each would ask for the next otherwise. A wrong guess costs a little time, nothing else.
 */
function ask(early: Early): void {
  function kept(key: string): string | null {
    try {
      return localStorage.getItem(key)
    } catch {
      return null
    }
  }
  function link(rel: string, file: string): void {
    const element = document.createElement('link')
    element.rel = rel
    if (rel === 'preload') element.as = 'style'
    element.crossOrigin = '' // as Vite asks for them later, or they would be asked for twice
    element.href = file
    document.head.append(element)
  }
  // As stores/language.ts and stores/session.ts decide it.
  const known = navigator.languages.map((each) => each.slice(0, 2).toLowerCase())
  const spoken = kept('ktravel.language') ?? known.find((each) => each === 'ko' || each === 'en')
  const member = kept('ktravel.session') !== null
  const page = early.pages.find(
    (each) =>
      new RegExp(each.path).test(location.pathname) && (each.member === undefined || each.member === member),
  )
  if (page) {
    for (const file of page.scripts) link('modulepreload', file)
    for (const file of page.messages[spoken === 'en' ? 'en' : 'ko']) link('modulepreload', file)
    for (const file of page.styles) link('preload', file)
  }
  // Text does not wait for our letters: the system's are shown until these are there.
  for (const file of early.letters) link('stylesheet', file)
}

/** The chunk that `import(module)` asks for. Throws when there is none: what PAGES names has moved. */
function chunkOf(chunks: Rollup.OutputChunk[], module: string): Rollup.OutputChunk {
  const found =
    chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/${module}`)) ??
    chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(`/${module}`)))
  if (!found) throw new Error(`No chunk holds ${module}.`)
  return found
}

/** What `import` of these modules loads. */
function neededFor(chunks: Rollup.OutputChunk[], modules: string[]): Rollup.OutputChunk[] {
  const needed = new Set<Rollup.OutputChunk>()
  function add(chunk: Rollup.OutputChunk): void {
    if (needed.has(chunk)) return
    needed.add(chunk)
    chunks.filter(({ fileName }) => chunk.imports.includes(fileName)).forEach(add)
  }
  modules.map((module) => chunkOf(chunks, module)).forEach(add)
  return [...needed]
}

function scriptOf(bundle: Rollup.OutputBundle, html: string): string {
  const chunks = Object.values(bundle).filter((each) => each.type === 'chunk')
  /** Addresses of those that the page does not name itself. */
  const addresses = (files: string[]): string[] =>
    [...new Set(files)].filter((file) => !html.includes(file)).map((file) => `/${file}`)
  const early: Early = {
    letters: addresses(Object.keys(bundle).filter((file) => LETTERS.test(file))),
    pages: PAGES.map(({ screens, areas, ...where }) => {
      const code = neededFor(chunks, screens)
      const messages = (language: string): string[] => {
        const files = [...START_AREAS, ...areas].map((area) => `src/locales/${language}/${area}.json`)
        return addresses(neededFor(chunks, files).map(({ fileName }) => fileName))
      }
      return {
        ...where,
        scripts: addresses(code.map(({ fileName }) => fileName)),
        styles: addresses(code.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])])),
        messages: { ko: messages('ko'), en: messages('en') },
      }
    }),
  }
  return `<script>;(${ask.toString()})(${JSON.stringify(early)})</script>`
}

/** Writes `ask` with the names of the build's files into index.html. */
export function early(): Plugin {
  return {
    name: 'ktravel-early',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        if (!html.includes(PLACE)) throw new Error(`index.html has no ${PLACE}.`)
        return html.replace(PLACE, () => (bundle ? scriptOf(bundle, html) : ''))
      },
    },
  }
}
