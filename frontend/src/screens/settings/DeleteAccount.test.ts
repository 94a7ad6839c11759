import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'

import { accessToken, keepAccess } from '@/api/access'
import { render } from '@/testing/render'
import { json, problem, serve } from '@/testing/server'

import DeleteAccount from './DeleteAccount.vue'

function button(text: string): HTMLButtonElement {
  const found = [...document.querySelectorAll('button')].find((each) => each.textContent.trim() === text)
  if (!found) throw new Error(`no button ${text}`)
  return found
}

async function asking(deletion: () => Response) {
  const asked = serve({
    'GET /api/wallet': () => json(200, { available: 1500, free: 500, paid: 1000, held: 0 }),
    'DELETE /api/members/me': deletion,
  })
  const { router } = render(DeleteAccount)
  keepAccess({
    accessToken: 'token',
    expiresIn: 600,
    member: {
      id: 'me',
      name: '김지우',
      bio: '',
      language: 'ko',
      searchable: true,
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
    },
  })
  await flushPromises()
  button('계정 지우기').click()
  await vi.waitFor(() => expect(document.body.textContent).toContain('산 1,000개도 환불 없이'))
  const field = document.querySelector<HTMLInputElement>('#delete-account input')
  if (!field) throw new Error('no field')
  const type = async (text: string): Promise<void> => {
    field.value = text
    field.dispatchEvent(new Event('input'))
    await flushPromises()
  }
  const deletions = () => asked.filter((each) => each.method === 'DELETE').length
  return { router, type, deletions }
}

it('wants the name, however it is composed, and ends signed out at the goodbye', async () => {
  const { router, type, deletions } = await asking(() => new Response(null, { status: 204 }))
  await type('김지')
  expect(button('영영 지우기').disabled).toBe(true)
  document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }))
  await flushPromises()
  expect(deletions()).toBe(0)
  await type('김지우'.normalize('NFD'))
  expect(button('영영 지우기').disabled).toBe(false)
  button('영영 지우기').click()
  await vi.waitFor(() => expect(router.currentRoute.value.path).toBe('/goodbye'))
  await flushPromises()
  expect(deletions()).toBe(1)
  expect(await accessToken()).toBeNull()
})

it('stays, and says why, if it cannot be done now', async () => {
  const { type } = await asking(() => problem(503, 'unavailable'))
  await type('김지우')
  button('영영 지우기').click()
  await vi.waitFor(() => expect(document.querySelector('[role=alert]')?.textContent).toContain('잠시 후'))
  expect(await accessToken()).toBe('token')
})
