import { beforeAll, describe, expect, it } from 'vitest'

import { goTo, LANGUAGES, visit } from './browser'
import { persona } from './journeys/people'

const ids = { plan: '', link: '' }

beforeAll(async () => {
  const jiu = await persona('jiu', null)
  const plans = await jiu.ask<{ items: { id: string }[] }>('GET', '/feed?sort=recent')
  ids.plan = plans.items[0]?.id ?? ''
  const mine = await jiu.ask<{ items: { id: string }[] }>('GET', '/members/me/plans')
  const link = await jiu.ask<{ url: string }>('POST', `/plans/${mine.items[0]?.id ?? ''}/links`, {
    sections: ['itinerary'],
  })
  ids.link = /\/shared\/([^/]+)/.exec(link.url)?.[1] ?? ''
})

describe.each(LANGUAGES)('a first visit in %s', (language) => {
  it.each([
    { name: 'a stranger at the start', path: () => '/' },
    { name: 'a member at the start', path: () => '/?tab=recent', as: 'jiu' },
    { name: 'a plan', path: () => `/plans/${ids.plan}` },
    { name: 'a shared link', path: () => `/shared/${ids.link}` },
  ])('of $name asks once and at once for all of the code', async ({ path, as }) => {
    const page = await visit({ language, as })
    await goTo(page, path())
    const html = await (await page.request.get(path())).text()
    const asked = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
    )
    // The drawn map's coast and what knows of seldom letters come when all the rest is there.
    const code = asked.filter((file) => /\.(js|css)$/.test(file) && !/\/(coast|rareLetters)-/.test(file))
    expect(code.length).toBeGreaterThan(5)
    expect(
      code.filter((file) => !html.includes(file)),
      'asked for by something that had to be loaded first',
    ).toEqual([])
    expect(code.toSorted(), 'asked for twice').toEqual([...new Set(code)].toSorted())
  })
})
