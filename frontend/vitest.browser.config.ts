import { fileURLToPath } from 'node:url'

import { defineConfig } from 'vitest/config'

/** Journeys in a real browser against the real platform; with KTRAVEL_SCREENS, pictures instead (npm run screens). */
export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  test: {
    environment: 'node',
    include: [process.env['KTRAVEL_SCREENS'] ? 'tests/browser/screens.ts' : 'tests/browser/**/*.test.ts'],
    globalSetup: 'tests/browser/platform.ts',
    setupFiles: 'tests/browser/hooks.ts',
    // Two files at a time, against one platform: more would only wait for each other on two cores.
    pool: 'forks',
    maxWorkers: 2,
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 90_000,
  },
})
