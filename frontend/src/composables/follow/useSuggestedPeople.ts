import { computed, ref, watch } from 'vue'

import type { FeedItem, Schema } from '@/api/types'
import { useFeed } from '@/composables/plan/useFeed'
import { useSession } from '@/stores/session'

import { useMyFollowing } from './useMyFollowing'

export interface Suggestion {
  member: Schema<'OwnerView'>
  /** Of theirs, where the plans that speak for them lead. */
  places: string[]
}

const AT_MOST = 6

/** Those who wrote these plans, in their order, without `except`. */
export function authorsOf(plans: readonly FeedItem[], except: ReadonlySet<string>): Suggestion[] {
  const found = new Map<string, Suggestion>()
  for (const plan of plans) {
    if (except.has(plan.owner.id)) continue
    const one = found.get(plan.owner.id) ?? { member: plan.owner, places: [] }
    if (!one.places.includes(plan.location)) one.places.push(plan.location)
    found.set(plan.owner.id, one)
  }
  return [...found.values()].slice(0, AT_MOST)
}

/**
 * Whom to follow: the authors of plans of this place, of what is loved and of what is new. Who is followed while the
 * suggestions are on the screen stays among them.
 */
export function useSuggestedPeople(location: () => string = () => '') {
  const session = useSession()
  const there = useFeed(() => ({ sort: 'recent', scope: 'all', location: location() }))
  const trending = useFeed({ sort: 'trending', scope: 'all' })
  const following = useMyFollowing()
  const followedBefore = ref<ReadonlySet<string>>()
  watch(
    () => following.data.value,
    (ids) => {
      if (ids) followedBefore.value ??= new Set(ids)
    },
    { immediate: true },
  )
  const pending = computed(
    () => there.isPending.value || trending.isPending.value || following.isPending.value,
  )
  const suggestions = computed(() => {
    const except = new Set(followedBefore.value)
    if (session.member) except.add(session.member.id)
    const first = location() ? [there, trending] : [trending, there]
    return authorsOf(
      first.flatMap((feed) => feed.plans.value),
      except,
    )
  })
  const failed = computed(() => there.isError.value && trending.isError.value)
  return { suggestions, pending, failed, error: there.error, retry: () => there.refetch() }
}
