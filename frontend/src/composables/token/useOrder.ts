import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'

import { api, ok } from '@/api/client'
import { walletKeys } from '@/queries/keys'

const WAITING_MS = 2000

/** An order, looked at again while it waits for the payment provider. */
export function useOrder(orderId: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => walletKeys.order(toValue(orderId))),
    queryFn: ({ signal }) =>
      ok(
        api.GET('/api/wallet/orders/{orderId}', { params: { path: { orderId: toValue(orderId) } }, signal }),
      ),
    refetchInterval: ({ state }) =>
      state.data?.state === 'confirming' || state.data?.state === 'refunding' ? WAITING_MS : false,
    staleTime: 0,
    meta: { membersOnly: true },
  })
}
