import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch } from 'vue'

import { api, ok } from '@/api/client'
import { planKeys } from '@/queries/keys'

const PAUSE_MS = 180
const AT_MOST = 6

/** Destinations that what is typed may mean, asked for when the typing pauses. */
export function useDestinations(typed: () => string, enabled: () => boolean) {
  const q = ref(typed().trim())
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(typed, (text) => {
    clearTimeout(timer)
    timer = setTimeout(() => (q.value = text.trim()), PAUSE_MS)
  })
  onScopeDispose(() => clearTimeout(timer))
  const query = useQuery({
    queryKey: computed(() => planKeys.destinations(q.value)),
    queryFn: ({ signal }) =>
      ok(api.GET('/api/destinations', { params: { query: { q: q.value, limit: AT_MOST } }, signal })),
    select: (page) => page.items,
    enabled: computed(enabled),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return computed(() => query.data.value ?? [])
}
