import { fileURLToPath } from 'node:url'

import { defineConfig } from 'vitest/config'

/** Journeys in a real browser against the real platform; with KTRAVEL_SCREENS, pictures instead (npm run screens). */
export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  test: {
    environment: 'node',
    include: [process.env['KTRAVEL_SCREENS'] ? 'tests/browser/screens.ts' : 'tests/browser/**/*.test.ts'],
    globalSetup: 'tests/browser/platform.ts',
    // One process and one browser for all: starting those costs more than the tests.
    pool: 'forks',
    fileParallelism: false,
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 90_000,
  },
})
