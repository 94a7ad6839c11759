import { describe, expect, it } from 'vitest'

import { expectConsole, goTo, visit } from '../browser'
import { somebody } from './people'
import { expectSound, until, WAYS } from './sound'
import { words } from './words'

interface Stored {
  id: string
  title: string
  details: string | null
}

describe.each(WAYS)('in $language at $width px', ({ language, width, theme }) => {
  it('shows both when a plan was changed on two screens, and keeps the one that is chosen', async () => {
    const t = words(language)
    const me = await somebody('Hana', language)
    const plan = await me.ask<Stored>('POST', '/plans', {
      title: '느린 남해',
      location: '남해',
      travelDate: '2027-05-01',
      groupSize: 2,
    })
    const stored = (): Promise<Stored> => me.ask<Stored>('GET', `/plans/${plan.id}`)
    const edit = `/plans/${plan.id}/edit`
    const phone = await visit({ language, width, theme, as: me.persona })
    const laptop = await visit({ language, width, theme, as: me.persona })
    await goTo(phone, edit)
    await goTo(laptop, edit)

    const title = { name: t('planEditor.title'), exact: true }
    await laptop.getByRole('textbox', title).fill('빠른 남해')
    await until(async () => (await stored()).title === '빠른 남해')
    await phone.getByRole('textbox', title).fill('더 느린 남해')
    const dialog = phone.getByRole('dialog', { name: t('planEditor.conflict.title') })
    await dialog.getByText('빠른 남해').waitFor()
    await dialog.getByText('더 느린 남해').waitFor()
    expectConsole(phone, /412.*\/api\/plans\//)
    await expectSound(phone, 'conflict')
    expect((await stored()).title).toBe('빠른 남해')
    await dialog.getByRole('button', { name: t('planEditor.conflict.take.mine') }).click()
    await dialog.waitFor({ state: 'detached' })
    await until(async () => (await stored()).title === '더 느린 남해')

    // The other one has not heard of it yet, and takes what is stored this time.
    await laptop.getByRole('textbox', title).fill('가장 빠른 남해')
    const other = laptop.getByRole('dialog', { name: t('planEditor.conflict.title') })
    await other.getByRole('button', { name: t('planEditor.conflict.take.theirs') }).click()
    await other.waitFor({ state: 'detached' })
    expectConsole(laptop, /412.*\/api\/plans\//)
    expect(await laptop.getByRole('textbox', title).inputValue()).toBe('더 느린 남해')
    expect((await stored()).title).toBe('더 느린 남해')
  })
})
