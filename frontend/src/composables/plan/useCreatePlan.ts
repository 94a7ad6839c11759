import { useMutation, useQueryClient } from '@tanstack/vue-query'

import { api, ok } from '@/api/client'
import { newIdempotencyKey } from '@/api/headers'
import type { Schema } from '@/api/types'
import { planKeys } from '@/queries/keys'

/** Write a new plan: once, even if the answer gets lost and the same is sent again. */
export function useCreatePlan() {
  const client = useQueryClient()
  let key = newIdempotencyKey()
  let sent = ''
  return useMutation({
    mutationFn: (draft: Schema<'PlanDraft'>) => {
      const said = JSON.stringify(draft)
      if (sent && said !== sent) key = newIdempotencyKey()
      sent = said
      return ok(api.POST('/api/plans', { params: { header: { 'Idempotency-Key': key } }, body: draft }))
    },
    onSuccess: (plan) => {
      client.setQueryData(planKeys.one(plan.id), plan)
      return client.invalidateQueries({ queryKey: planKeys.all, refetchType: 'none' })
    },
  })
}
