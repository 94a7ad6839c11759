import { useQueryClient } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch } from 'vue'

import { api, ok } from '@/api/client'
import { ifMatch } from '@/api/headers'
import { ApiProblem } from '@/api/problem'
import type { Plan, Schema } from '@/api/types'
import { planKeys } from '@/queries/keys'

import { planQuery } from './usePlan'

const PAUSE_MS = 1200
const AGAIN_MS = 8000

export type SaveState = 'saved' | 'waiting' | 'saving' | 'failed' | 'invalid' | 'conflict'

/**
 * Keeps a plan stored as it is written: when the writing pauses, one request at a time, each for the version that the
 * last one made. `content` is what is to be stored, or null while it cannot be; `contentOf` says the same of a plan.
 */
export function useAutosave(
  plan: Plan,
  content: () => Schema<'PlanContent'> | null,
  contentOf: (plan: Plan) => Schema<'PlanContent'>,
) {
  const client = useQueryClient()
  const version = ref(plan.version)
  const error = ref<unknown>(null)
  /** Somebody else's state, while the member has to choose. */
  const theirs = ref<Plan | null>(null)
  const saving = ref(false)
  const stored = ref(JSON.stringify(contentOf(plan)))
  const said = computed(() => JSON.stringify(content()))
  const dirty = computed(() => said.value !== stored.value)
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | null = null

  const state = computed<SaveState>(() => {
    if (theirs.value) return 'conflict'
    if (saving.value) return 'saving'
    if (error.value) return error.value instanceof ApiProblem && !error.value.transient ? 'invalid' : 'failed'
    if (!dirty.value) return 'saved'
    return content() ? 'waiting' : 'invalid'
  })

  function wait(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void flush(), ms)
  }

  async function send(body: Schema<'PlanContent'>): Promise<void> {
    const sent = JSON.stringify(body)
    try {
      const saved = await ok(
        api.PUT('/api/plans/{planId}', {
          params: { path: { planId: plan.id }, header: { 'If-Match': ifMatch(version.value) } },
          body,
        }),
      )
      version.value = saved.version
      stored.value = sent
      error.value = null
      client.setQueryData(planKeys.one(plan.id), saved)
      void client.invalidateQueries({
        queryKey: planKeys.all,
        predicate: (query) => query.queryKey[1] !== 'one',
        refetchType: 'none',
      })
    } catch (refusal) {
      if (refusal instanceof ApiProblem && refusal.status === 412) await meet(sent)
      else error.value = refusal
      if (refusal instanceof ApiProblem && refusal.transient) wait(AGAIN_MS)
    }
  }

  /** See what is stored instead. It may be my own, its answer lost, or differ in nothing that is written here. */
  async function meet(sent: string): Promise<void> {
    try {
      const now = await client.fetchQuery({ ...planQuery(plan.id), staleTime: 0 })
      const there = JSON.stringify(contentOf(now))
      if (there !== sent && there !== stored.value) {
        theirs.value = now
        return
      }
      version.value = now.version
      stored.value = there
    } catch (refusal) {
      error.value = refusal
    }
  }

  async function run(): Promise<void> {
    saving.value = true
    try {
      while (dirty.value && !theirs.value) {
        const body = content()
        if (!body) return
        error.value = null
        await send(body)
        if (error.value) return
      }
    } finally {
      saving.value = false
      running = null
    }
  }

  /** Store what is not stored yet, now. Settles when that is done or has failed. */
  function flush(): Promise<void> {
    clearTimeout(timer)
    return (running ??= run())
  }

  /** Go on from the other state, having taken it (then `content` says so) or not: mine is written over it. */
  function settle(taken: boolean): Promise<void> {
    if (!theirs.value) return Promise.resolve()
    version.value = theirs.value.version
    theirs.value = null
    error.value = null
    if (taken) {
      stored.value = said.value
      return Promise.resolve()
    }
    return flush()
  }

  watch(said, () => {
    if (!dirty.value || theirs.value) return
    // What the API refused may be right by now.
    error.value = null
    wait(PAUSE_MS)
  })
  onScopeDispose(() => clearTimeout(timer))

  return { state, dirty, error, theirs, flush, settle }
}
