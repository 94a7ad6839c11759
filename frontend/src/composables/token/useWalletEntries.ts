import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, ok } from '@/api/client'
import { walletKeys } from '@/queries/keys'
import { useLanguage } from '@/stores/language'

const PAGE = 20

/** What happened to my tokens, latest first, in sentences of the reader's language. */
export function useWalletEntries() {
  const language = useLanguage()
  const query = useInfiniteQuery({
    queryKey: computed(() => [...walletKeys.entries, language.current]),
    queryFn: ({ pageParam, signal }) =>
      ok(api.GET('/api/wallet/entries', { params: { query: { limit: PAGE, cursor: pageParam } }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
    meta: { membersOnly: true },
  })
  const entries = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? [])
  return { ...query, entries }
}
