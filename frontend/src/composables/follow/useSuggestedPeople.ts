import { computed, reactive, watch } from 'vue'

import type { FeedItem, Schema } from '@/api/types'
import { useFeed } from '@/composables/plan/useFeed'
import { useSession } from '@/stores/session'

import { useRelations } from './useRelation'

export interface Suggestion {
  member: Schema<'OwnerView'>
  /** Of theirs, where the plans that speak for them lead. */
  places: string[]
}

const AT_MOST = 6

/** Those who wrote these plans, in their order, without one of them. */
export function authorsOf(plans: readonly FeedItem[], except: string | undefined): Suggestion[] {
  const found = new Map<string, Suggestion>()
  for (const plan of plans) {
    if (plan.owner.id === except) continue
    const one = found.get(plan.owner.id) ?? { member: plan.owner, places: [] }
    if (!one.places.includes(plan.location)) one.places.push(plan.location)
    found.set(plan.owner.id, one)
  }
  return [...found.values()]
}

/**
 * Whom to follow: the authors of plans of this place, of what is loved and of what is new. Who is followed while the
 * suggestions are on the screen stays among them.
 */
export function useSuggestedPeople(location: () => string = () => '') {
  const session = useSession()
  const there = useFeed(() => ({ sort: 'recent', scope: 'all', location: location() }))
  const trending = useFeed({ sort: 'trending', scope: 'all' })
  const authors = computed(() => {
    const first = location() ? [there, trending] : [trending, there]
    return authorsOf(
      first.flatMap((feed) => feed.plans.value),
      session.member?.id,
    )
  })
  const relations = useRelations(() => authors.value.map((one) => one.member.id))
  /** Of each author whether they were followed when that was asked for first. */
  const followedBefore = reactive(new Map<string, boolean>())
  watch(
    relations,
    (answers) => {
      for (const { data } of answers)
        if (data && !followedBefore.has(data.memberId)) followedBefore.set(data.memberId, data.following)
    },
    { immediate: true },
  )
  const pending = computed(
    () =>
      there.isPending.value ||
      trending.isPending.value ||
      (session.signedIn && relations.value.some((one) => one.isPending)),
  )
  const suggestions = computed(() =>
    authors.value.filter((one) => !followedBefore.get(one.member.id)).slice(0, AT_MOST),
  )
  const failed = computed(() => there.isError.value && trending.isError.value)
  return { suggestions, pending, failed, error: there.error, retry: () => there.refetch() }
}
