import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'

import { render } from '@/testing/render'

import { useSearchState } from './useSearchState'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

async function begin(address: string) {
  let state!: ReturnType<typeof useSearchState>
  const { router } = render(
    defineComponent(() => {
      state = useSearchState()
      return () => h('div')
    }),
  )
  await router.push(address)
  await flushPromises()
  return { state, router }
}

it('reads the address, and writes what is typed when the typing pauses', async () => {
  const { state, router } = await begin('/search?q=벚꽃&sort=trending')
  expect([state.typed.value, state.sort.value, state.tab.value]).toEqual(['벚꽃', 'trending', 'plans'])

  state.typed.value = '시장'
  await flushPromises()
  expect(router.currentRoute.value.query['q']).toBe('벚꽃')
  vi.runAllTimers()
  await flushPromises()
  expect(router.currentRoute.value.query).toEqual({ q: '시장', sort: 'trending' })
})

it('goes to a place without searching for its name on top', async () => {
  const { state, router } = await begin('/search?q=제주&sort=trending&tab=people')
  state.goTo('제주')
  await flushPromises()
  vi.runAllTimers()
  await flushPromises()
  expect(router.currentRoute.value.query).toEqual({ location: '제주', sort: 'trending' })
  expect(state.typed.value).toBe('')
})
