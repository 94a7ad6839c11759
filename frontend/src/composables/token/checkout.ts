import type { Schema } from '@/api/types'
import { paths } from '@/router/paths'

/** Where an order is paid, from where the provider leads back to the order's page here. */
export function checkoutAddress(order: Schema<'OrderView'>): string | null {
  if (!order.checkoutUrl) return null
  const address = new URL(order.checkoutUrl, globalThis.location.origin)
  address.searchParams.set('returnTo', paths.walletOrder(order.id))
  return address.href
}
