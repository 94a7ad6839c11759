import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { defineComponent } from 'vue'

import { render } from '@/testing/render'
import { json, problem, serve } from '@/testing/server'

import { checkoutAddress } from './checkout'
import { useConfirmOrder } from './useConfirmOrder'
import { useCreateOrder } from './useCreateOrder'
import { useOrder } from './useOrder'
import { useRefundOrder } from './useRefundOrder'

const ID = '01m.01o'

function use<Used>(composable: () => Used): Used {
  let used: Used | undefined
  render(
    defineComponent({
      setup() {
        used = composable()
        return () => null
      },
    }),
  )
  return used as Used
}

afterEach(() => {
  vi.useRealTimers()
})

test('an order whose answer was lost is ordered again under its key, the next one under another', async () => {
  let answers = 0
  const asked = serve({
    'POST /api/wallet/orders': () => {
      answers += 1
      if (answers === 1) throw new TypeError('gone')
      return json(201, { id: ID })
    },
  })
  const order = use(useCreateOrder)

  await expect(order.mutateAsync('tokens-1000')).rejects.toMatchObject({ code: 'network' })
  await order.mutateAsync('tokens-1000')
  await order.mutateAsync('tokens-1000')

  expect(asked.map(({ body }) => body)).toEqual(Array(3).fill({ packageId: 'tokens-1000' }))
  const keys = asked.map(({ headers }) => headers.get('idempotency-key'))
  expect(keys[1]).toBe(keys[0])
  expect(keys[2]).not.toBe(keys[1])
})

test('the payment page leads back to the order', () => {
  const order = { id: ID, checkoutUrl: 'http://pay.example/checkout?token=abc' }

  const address = new URL(checkoutAddress(order as never) ?? '')

  expect(address.searchParams.get('token')).toBe('abc')
  expect(address.searchParams.get('returnTo')).toBe(`/wallet/orders/${ID}`)
  expect(checkoutAddress({ ...order, checkoutUrl: null } as never)).toBeNull()
})

test('confirming says which payment, and for how much', async () => {
  const asked = serve({
    [`POST /api/wallet/orders/${ID}/confirm`]: () => json(200, { id: ID, state: 'paid' }),
  })

  const paid = await use(useConfirmOrder).mutateAsync({ orderId: ID, paymentKey: 'sbx_1', amount: 1900 })

  expect(paid.state).toBe('paid')
  expect(asked[0]?.body).toEqual({ paymentKey: 'sbx_1', amount: 1900 })
})

test('an order that was read before its payment was confirmed is read again', async () => {
  let tell: (response: Response) => void = () => undefined
  const slow = new Promise<Response>((resolve) => (tell = resolve))
  const reads = [() => slow, () => json(200, { id: ID, state: 'expired' })]
  serve({
    [`GET /api/wallet/orders/${ID}`]: () => (reads.shift() ?? (() => problem(500, 'internal')))(),
    [`POST /api/wallet/orders/${ID}/confirm`]: () => problem(503, 'unavailable'),
  })
  const { order, confirm } = use(() => ({ order: useOrder(ID), confirm: useConfirmOrder() }))
  await vi.waitFor(() => expect(reads).toHaveLength(1))

  const confirmed = confirm.mutateAsync({ orderId: ID, paymentKey: 'sbx_1', amount: 1900 })
  await expect(confirmed).rejects.toMatchObject({ code: 'unavailable' })
  tell(json(200, { id: ID, state: 'created' }))

  await vi.waitFor(() => expect(order.data.value?.state).toBe('expired'))
})

test('a refund that is refused says why', async () => {
  serve({ [`POST /api/wallet/orders/${ID}/refund`]: () => problem(409, 'nothing_to_refund') })

  await expect(use(useRefundOrder).mutateAsync(ID)).rejects.toMatchObject({ code: 'nothing_to_refund' })
})

test('an order that waits for the provider is looked at until it has ended', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  const states = ['confirming', 'confirming', 'paid']
  const asked = serve({
    [`GET /api/wallet/orders/${ID}`]: () => json(200, { id: ID, state: states.shift() ?? 'failed' }),
  })
  const order = use(() => useOrder(ID))

  for (let round = 0; round < 8; round += 1) {
    await vi.advanceTimersByTimeAsync(2100)
    await flushPromises()
  }

  expect(order.data.value?.state).toBe('paid')
  expect(asked).toHaveLength(3)
})
