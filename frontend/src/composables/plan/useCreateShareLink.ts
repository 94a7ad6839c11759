import { useMutation, useQueryClient } from '@tanstack/vue-query'

import { api, ok } from '@/api/client'
import { newIdempotencyKey } from '@/api/headers'
import { ApiProblem } from '@/api/problem'
import type { Schema } from '@/api/types'
import { planKeys } from '@/queries/keys'

export type Section = Schema<'Section'>

export interface NewShareLink {
  sections: Section[]
  /** Days until it ends; null: when it is revoked. */
  days: number | null
}

const DAY_MS = 86_400_000
// The API refuses what is more than 365 days away by its clock, which may be a little behind this one.
const SLACK_MS = 60_000

export function endOf(days: number | null, now: number = Date.now()): string | null {
  return days === null ? null : new Date(now + days * DAY_MS - SLACK_MS).toISOString()
}

/** Make a share link. Its address is in this answer and never again. */
export function useCreateShareLink(planId: () => string) {
  const client = useQueryClient()
  let key = newIdempotencyKey()
  return useMutation({
    mutationFn: ({ sections, days }: NewShareLink) =>
      ok(
        api.POST('/api/plans/{planId}/links', {
          params: { path: { planId: planId() }, header: { 'Idempotency-Key': key } },
          body: { sections, expiresAt: endOf(days) },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: planKeys.links(planId()) }),
    onSettled: (_link, error) => {
      // After a lost answer the same again gives the same link; anything else is another.
      if (!(error instanceof ApiProblem && error.transient)) key = newIdempotencyKey()
    },
  })
}
