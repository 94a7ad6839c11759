import { useMutation, useQueryClient } from '@tanstack/vue-query'

import { api, ok } from '@/api/client'
import { walletKeys } from '@/queries/keys'

/** Give back what is unspent of an order. */
export function useRefundOrder() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (orderId: string) =>
      ok(api.POST('/api/wallet/orders/{orderId}/refund', { params: { path: { orderId } } })),
    onSuccess: (order) => client.setQueryData(walletKeys.order(order.id), order),
    onSettled: () => client.invalidateQueries({ queryKey: walletKeys.all }),
  })
}
