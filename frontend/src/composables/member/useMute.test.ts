import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'

import type { Member } from '@/api/types'
import { useSession } from '@/stores/session'
import { render } from '@/testing/render'
import { json, problem, serve } from '@/testing/server'

import { useMute } from './useMute'

const MUTE = '/api/members/a/mute'

function begin(memberId: string) {
  let mute!: ReturnType<typeof useMute>
  render(
    defineComponent(() => {
      useSession().update({ id: 'me' } as Member)
      mute = useMute(() => memberId)
      return () => h('div')
    }),
  )
  return mute
}

describe('muting a member', () => {
  it('is known from the answer', async () => {
    const asked = serve({ [`GET ${MUTE}`]: () => json(200, { memberId: 'a', muting: true }) })
    const mute = begin('a')
    await flushPromises()
    expect(mute.muting.value).toBe(true)
    expect(asked).toHaveLength(1)
  })

  it.each([
    ['shows at once', true],
    ['is taken back when it is refused', false],
  ])('%s', async (_name, allowed) => {
    let muting = false
    let answer!: () => void
    serve({
      [`GET ${MUTE}`]: () => json(200, { memberId: 'a', muting }),
      [`PUT ${MUTE}`]: async () => {
        await new Promise<void>((resolve) => (answer = resolve))
        muting = allowed
        return allowed ? json(200, { memberId: 'a', muting }) : problem(404, 'not_found')
      },
    })
    const mute = begin('a')
    await flushPromises()
    mute.change.mutate(true)
    await flushPromises()
    expect(mute.muting.value).toBe(true)
    answer()
    await flushPromises()
    expect(mute.muting.value).toBe(allowed)
  })
})
