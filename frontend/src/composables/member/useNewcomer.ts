import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

import { api, ok } from '@/api/client'
import { memberKeys } from '@/queries/keys'
import { keep, kept } from '@/lib/storage'
import { useSession } from '@/stores/session'

const NEW_FOR_MS = 24 * 3_600_000

function mark(memberId: string): string {
  return `ktravel.welcomed.${memberId}`
}

/** Greet this member no more, on this browser. */
export function welcomed(memberId: string): void {
  keep(mark(memberId), 'yes')
}

/**
 * Whether this is somebody's first visit: a member since yesterday at the earliest who was not greeted here, has no
 * plan and follows nobody. Only such young accounts are looked into; undefined until it is known.
 */
export function useNewcomer(): Ref<boolean | undefined> {
  const session = useSession()
  const candidate = computed(() => {
    const me = session.member
    return me !== null && !kept(mark(me.id)) && Date.now() - Date.parse(me.createdAt) < NEW_FOR_MS
  })
  const query = useQuery({
    queryKey: memberKeys.newcomer,
    queryFn: async ({ signal }) => {
      const params = { query: { limit: 1 } }
      const [plans, following] = await Promise.all([
        ok(api.GET('/api/members/me/plans', { params, signal })),
        ok(api.GET('/api/members/me/following', { params, signal })),
      ])
      return plans.items.length === 0 && following.total === 0
    },
    enabled: candidate,
    retry: false,
    meta: { membersOnly: true },
  })
  return computed(() => {
    if (!candidate.value || query.isError.value) return false
    return query.data.value
  })
}
