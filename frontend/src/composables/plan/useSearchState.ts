import { computed, onScopeDispose, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export const SEARCH_TABS = ['plans', 'people'] as const
export type SearchTab = (typeof SEARCH_TABS)[number]
export type SearchSort = 'recent' | 'trending'

const PAUSE_MS = 300
const AT_MOST = 120

/** What is searched for, kept in the address: a reload, a link and Back lead to the same results. */
export function useSearchState() {
  const route = useRoute()
  const router = useRouter()

  const text = (name: string): string => {
    const value = route.query[name]
    return typeof value === 'string' ? value.trim().slice(0, AT_MOST) : ''
  }

  function set(changes: Record<string, string | undefined>): void {
    const query = Object.fromEntries(
      Object.entries({ ...route.query, ...changes }).filter(([, value]) => Boolean(value)),
    )
    void router.replace({ query })
  }

  const q = computed(() => text('q'))
  const location = computed({ get: () => text('location'), set: (value) => set({ location: value }) })
  const sort = computed<SearchSort>({
    get: () => (route.query['sort'] === 'trending' ? 'trending' : 'recent'),
    set: (value) => set({ sort: value === 'recent' ? undefined : value }),
  })
  const tab = computed<SearchTab>({
    get: () => (route.query['tab'] === 'people' ? 'people' : 'plans'),
    set: (value) => set({ tab: value === 'plans' ? undefined : value }),
  })

  // What is typed goes into the address when the typing pauses; what the address says otherwise goes into the field.
  const typed = ref(q.value)
  let timer: ReturnType<typeof setTimeout> | undefined
  const say = (): void => {
    clearTimeout(timer)
    if (typed.value.trim() !== q.value) set({ q: typed.value.trim().slice(0, AT_MOST) })
  }
  watch(typed, () => {
    clearTimeout(timer)
    timer = setTimeout(say, PAUSE_MS)
  })
  watch(q, (value) => {
    if (value !== typed.value.trim()) typed.value = value
  })
  onScopeDispose(() => clearTimeout(timer))

  /** Look at one place; its name was typed, so it is no word to search for on top of that. */
  function goTo(place: string): void {
    clearTimeout(timer)
    typed.value = ''
    set({ q: undefined, location: place, tab: undefined })
  }

  return { q, location, sort, tab, typed, say, goTo }
}
