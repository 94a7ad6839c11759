import { afterAll, afterEach, expect } from 'vitest'

import { closeBrowser, closeWindows } from './browser'

// A setup file, because modules are shared by all files of a worker: only setup files run anew for each.
afterEach(async () => {
  expect(await closeWindows(), 'what the console said').toEqual([])
})

afterAll(closeBrowser)
