import { useMutation } from '@tanstack/vue-query'

import { api, ok } from '@/api/client'
import { newIdempotencyKey } from '@/api/headers'
import type { Schema } from '@/api/types'

export type PackageId = Schema<'PackageView'>['id']

/** Order a package. If the answer was lost, ordering it again gives the same order. */
export function useCreateOrder() {
  const keys = new Map<PackageId, string>()
  return useMutation({
    mutationFn: (packageId: PackageId) => {
      const key = keys.get(packageId) ?? newIdempotencyKey()
      keys.set(packageId, key)
      return ok(
        api.POST('/api/wallet/orders', {
          params: { header: { 'Idempotency-Key': key } },
          body: { packageId },
        }),
      )
    },
    onSuccess: (_order, packageId) => keys.delete(packageId),
  })
}
