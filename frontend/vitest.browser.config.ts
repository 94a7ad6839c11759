import { fileURLToPath } from 'node:url'

import { defineConfig } from 'vitest/config'

const { KTRAVEL_SCREENS: screens, KTRAVEL_PERF: perf } = process.env
const tests = perf ? 'tests/browser/performance.ts' : 'tests/browser/**/*.test.ts'

/**
 * Journeys in a real browser against the real platform; instead of them, with KTRAVEL_SCREENS pictures (npm run
 * screens), with KTRAVEL_PERF measurements (npm run perf).
 */
export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  test: {
    environment: 'node',
    include: [screens ? 'tests/browser/screens.ts' : tests],
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
