import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'

import type { Member } from '@/api/types'
import { useSession } from '@/stores/session'
import { render } from '@/testing/render'
import { json, problem, serve } from '@/testing/server'

import { useMute } from './useMute'

const EXPORT = '/api/members/me/export/notification'

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
  it('is known from the export, read no further than the mutes', async () => {
    const asked = serve({
      [`GET ${EXPORT}`]: () =>
        json(200, {
          items: [
            { record: 'mute', memberId: 'a' },
            { record: 'notification', id: 'n' },
          ],
          nextCursor: 'more',
        }),
    })
    const mute = begin('a')
    await flushPromises()
    expect(mute.muting.value).toBe(true)
    expect(asked).toHaveLength(1)
  })

  it('is taken back when it is refused', async () => {
    const asked = serve({
      [`GET ${EXPORT}`]: () => json(200, { items: [], nextCursor: null }),
      'PUT /api/members/a/mute': () => problem(404, 'not_found'),
    })
    const mute = begin('a')
    await flushPromises()
    mute.change.mutate(true)
    await flushPromises()
    expect(asked.at(-1)?.method).toBe('PUT')
    expect(mute.muting.value).toBe(false)
  })
})
