import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, ok } from '@/api/client'
import { planKeys } from '@/queries/keys'
import { useSession } from '@/stores/session'

/** A member's plans as far as the reader may see them, newest first; one's own are all there. */
export function useMemberPlans(memberId: () => string) {
  const session = useSession()
  const query = useInfiniteQuery({
    queryKey: computed(() => planKeys.of(memberId())),
    queryFn: ({ pageParam, signal }) => {
      const page = { limit: 12, cursor: pageParam }
      return session.member?.id === memberId()
        ? ok(api.GET('/api/members/me/plans', { params: { query: page }, signal }))
        : ok(
            api.GET('/api/members/{memberId}/plans', {
              params: { path: { memberId: memberId() }, query: page },
              signal,
            }),
          )
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })
  const plans = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? [])
  return { ...query, plans }
}
