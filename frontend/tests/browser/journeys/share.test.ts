import { describe, expect, it } from 'vitest'

import { address, expectConsole, goTo, visit } from '../browser'
import { somebody } from './people'
import { expectSound, WAYS } from './sound'
import { words } from './words'

describe.each(WAYS)('in $language at $width px', ({ language, width, theme }) => {
  it('hands on a link to a private plan with what it may show, and ends it', async () => {
    const t = words(language)
    const me = await somebody('Hana', language)
    const plan = await me.ask<{ id: string }>('POST', '/plans', {
      title: '느린 남해',
      location: '남해',
      travelDate: '2027-05-01',
      groupSize: 2,
      budget: 400000,
      details: '부모님과 함께',
      itinerary: {
        days: [
          {
            date: '2027-05-01',
            items: [{ time: '10:00', title: '다랭이마을', category: 'sight', cost: 7000 }],
          },
        ],
      },
    })
    const page = await visit({ language, width, theme, as: me.persona })
    await goTo(page, `/plans/${plan.id}`)
    await page.getByRole('button', { name: t('plan.share.open'), exact: true }).click()
    const dialog = page.getByRole('dialog', { name: t('plan.share.title') })
    await dialog.getByRole('checkbox', { name: t('plan.share.section.details') }).check()
    await expectSound(page, 'share')
    await dialog.getByRole('button', { name: t('plan.share.make') }).click()
    const link = await dialog.getByRole('textbox', { name: t('plan.share.address') }).inputValue()
    const token = /\/shared\/([^/]+)/.exec(link)?.[1] ?? ''
    await expectSound(page, 'share-made')

    const guest = await visit({ language, width, theme })
    const card = await guest.request.get(address(`/api/shared/${token}/page`))
    expect(await card.text()).toContain('<meta property="og:title"')
    await goTo(guest, `/shared/${token}`)
    await guest.getByText('다랭이마을').waitFor()
    await guest.getByText('부모님과 함께').waitFor()
    expect(await guest.getByText(/7,000|400,000|40만/).count()).toBe(0)
    await expectSound(guest, 'shared')

    await dialog.getByRole('button', { name: t('plan.share.revoke') }).click()
    await dialog.getByText(t('plan.share.noLinks')).waitFor()
    await guest.reload()
    await guest.getByRole('heading', { level: 1, name: t('shared.gone') }).waitFor()
    await expectSound(guest, 'shared-gone')
    expectConsole(guest, /404.*\/api\/shared\//)
  })
})
