import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import { dropAccess, keepAccess, renewAccess, watchAccess } from '@/api/access'
import { api, ok } from '@/api/client'
import type { Member } from '@/api/types'
import { API_URL } from '@/api/url'
import { keep, kept } from '@/lib/storage'
import { queryClient } from '@/queries/client'

import { useLanguage } from './language'

/** Says that there may be a refresh token to go on with, so that strangers are spared a question that fails. */
const KEY = 'ktravel.session'

/** Strangers see less than members: what is on the screen is asked again, and shown as it is meanwhile. */
function refresh(): void {
  queryClient.removeQueries({ type: 'inactive' })
  void queryClient.invalidateQueries()
}

/** What one member saw is not for the next. */
function forget(): void {
  queryClient.removeQueries({ type: 'inactive' })
  queryClient.removeQueries({ predicate: (query) => Boolean(query.meta?.['membersOnly']) })
  void queryClient.resetQueries()
}

/** Who is signed in. The tokens themselves are in api/access.ts and in a cookie that no script can read. */
export const useSession = defineStore('session', () => {
  const member = ref<Member | null>(null)
  const signedIn = computed(() => member.value !== null)
  let started: Promise<void> | null = null

  watchAccess((answer) => {
    const before = member.value?.id
    member.value = answer?.member ?? null
    keep(KEY, answer ? 'yes' : null)
    if (!before && answer) refresh()
    else if (before !== member.value?.id) forget()
    if (answer && !before) void useLanguage().suggest(answer.member.language)
  })

  globalThis.addEventListener('storage', (event) => {
    if (event.key === KEY && event.newValue === null && member.value) dropAccess()
  })

  async function goOn(): Promise<void> {
    if (!kept(KEY)) return
    try {
      await renewAccess(null)
    } catch {
      // Not reachable now; the session is asked for again once it is.
      globalThis.addEventListener('online', () => void goOn(), { once: true })
    }
  }

  /** Settled once it is known who is here; asks the first time only. */
  function ready(): Promise<void> {
    return (started ??= goOn())
  }

  /** Be a persona of the local environment. Throws `ApiProblem`. */
  async function signInAs(persona: string, name?: string): Promise<void> {
    keepAccess(await ok(api.POST('/api/auth/dev/token', { body: { persona, name: name ?? null } })))
  }

  /** Leave for the provider's page, which leads back to `returnTo`; `link` answers yes to what was asked. */
  function signInWith(provider: string, returnTo: string, { link = false } = {}): void {
    keep(KEY, 'yes')
    const address = `${API_URL}/api/auth/${encodeURIComponent(provider)}/login`
    const answer = link ? '&link=true' : ''
    globalThis.location.assign(`${address}?returnTo=${encodeURIComponent(returnTo)}${answer}`)
  }

  /** Answer no to whether another account is theirs too: be somebody new. Throws `ApiProblem`. */
  async function staySeparate(): Promise<void> {
    keepAccess(await ok(api.POST('/api/auth/separate')))
  }

  async function signOut(): Promise<void> {
    await ok(api.POST('/api/auth/logout'))
    dropAccess()
  }

  /** After a change of the profile. */
  function update(changed: Member): void {
    member.value = changed
  }

  return { member, signedIn, ready, signInAs, signInWith, staySeparate, signOut, update }
})
