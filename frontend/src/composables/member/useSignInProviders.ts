import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, ok } from '@/api/client'
import { memberKeys } from '@/queries/keys'
import { useLanguage } from '@/stores/language'

/** The ways to sign in that there are here, as they are called in the reader's language. */
export function useSignInProviders() {
  const language = useLanguage()
  return useQuery({
    queryKey: computed(() => memberKeys.providers(language.current)),
    queryFn: ({ signal }) => ok(api.GET('/api/auth/providers', { signal })),
    select: (page) => page.items,
    staleTime: Number.POSITIVE_INFINITY,
  })
}
