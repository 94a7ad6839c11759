import { expect, it } from 'vitest'

import demo from '../../../../local/demo.json'
import { DEMO_PERSONAS, personaOf } from './personas'

it('suggests the members of the demo data', () => {
  expect(DEMO_PERSONAS).toEqual(demo.members.map(({ persona, name }) => ({ persona, name })))
})

it.each([
  ['김지우', 'jiu'],
  [' JIU ', 'jiu'],
  ['Emma Wilson', 'emma'],
  ['Mina Park', 'mina-park'],
  ['!!', undefined],
  ['', undefined],
  ['미나', undefined],
])('takes %j for %j', (typed, persona) => {
  expect(personaOf(typed)?.persona).toBe(persona)
})
