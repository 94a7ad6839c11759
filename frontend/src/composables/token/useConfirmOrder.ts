import { useMutation, useQueryClient } from '@tanstack/vue-query'

import { api, ok } from '@/api/client'
import { walletKeys } from '@/queries/keys'

export interface Payment {
  orderId: string
  paymentKey: string
  /** What was authorised, in minor units of the order's currency. */
  amount: number
}

/** Have an authorised payment captured. Saying it again gives the same answer: nobody pays twice. */
export function useConfirmOrder() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ orderId, paymentKey, amount }: Payment) =>
      ok(
        api.POST('/api/wallet/orders/{orderId}/confirm', {
          params: { path: { orderId } },
          body: { paymentKey, amount },
        }),
      ),
    onSuccess: (order) => client.setQueryData(walletKeys.order(order.id), order),
    // Whatever it answered, the order may be another now, and so may the wallet. What was asked before tells of the past.
    onSettled: async (_order, _error, { orderId }) => {
      await client.cancelQueries({ queryKey: walletKeys.order(orderId) })
      await client.invalidateQueries({ queryKey: walletKeys.all })
    },
  })
}
