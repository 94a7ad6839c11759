import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import vue from '@vitejs/plugin-vue'
import { loadEnv, type Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

import { early, startMessages } from './scripts/early.ts'
import { commonLetters } from './scripts/letters.ts'

interface Hosting {
  globalHeaders: Record<string, string>
}

/**
 * Writes staticwebapp.config.json beside index.html. The policy in it gets what only the build knows: the hash of the
 * inline script, the API's origin and that of the map's tiles. The local host reads its headers from the same file.
 */
function hosting(origins: { connect: string[]; images: string[] }): Plugin {
  return {
    name: 'ktravel-hosting',
    apply: 'build',
    async writeBundle({ dir = 'dist' }) {
      const html = await readFile(join(dir, 'index.html'), 'utf8')
      const config = JSON.parse(await readFile('staticwebapp.config.json', 'utf8')) as Hosting
      const hashes = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
        (found) => `'sha256-${createHash('sha256').update(String(found[1])).digest('base64')}'`,
      )
      const added: Record<string, string[]> = {
        'script-src': hashes,
        'connect-src': origins.connect,
        'img-src': origins.images,
      }
      config.globalHeaders['content-security-policy'] = String(
        config.globalHeaders['content-security-policy'],
      )
        .split('; ')
        .map((part) => [part, ...(added[part.split(' ', 1)[0] ?? ''] ?? [])].join(' '))
        .join('; ')
      await writeFile(join(dir, 'staticwebapp.config.json'), `${JSON.stringify(config, null, 2)}\n`)
    },
  }
}

const origin = (url: string | undefined): string[] => (url ? [new URL(url.replace(/[{}]/g, '')).origin] : [])

export default defineConfig(({ mode }) => {
  const env = loadEnv(mode, process.cwd(), 'VITE_')
  const api = origin(env['VITE_API_URL'])
  const tiles = origin(env['VITE_TILES_URL'])
  return {
    plugins: [
      vue(),
      commonLetters(),
      early(),
      hosting({ connect: [...api, ...tiles], images: [...api, ...tiles] }),
    ],
    resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
    define: {
      __VUE_I18N_LEGACY_API__: 'false',
      __VUE_I18N_FULL_INSTALL__: 'false',
      __INTLIFY_PROD_DEVTOOLS__: 'false',
      __VUE_OPTIONS_API__: 'true', // reka-ui's Primitive parts are written with it
      __VUE_PROD_DEVTOOLS__: 'false',
    },
    build: {
      target: 'es2022',
      cssTarget: ['chrome123', 'safari17.5', 'firefox120'], // those that know light-dark()
      assetsInlineLimit: 0, // fonts inlined as data: would all be loaded, and the policy refuses them
      modulePreload: { polyfill: false }, // those browsers know it
      sourcemap: false,
      reportCompressedSize: false,
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              { name: startMessages, debugName: 'start messages', priority: 3 },
              { name: 'start', tags: ['$initial'], priority: 2 },
              // What five screens or more have in common, in one file rather than in dozens of small ones.
              { name: 'kit', minShareCount: 5, priority: 1 },
            ],
          },
        },
      },
    },
    server: {
      proxy: {
        '/api': { target: process.env['KTRAVEL_API'] ?? 'http://127.0.0.1:7071', changeOrigin: false },
      },
    },
    test: {
      environment: 'happy-dom',
      css: { include: /tokens\.css/ },
      include: ['src/**/*.test.ts'],
      setupFiles: ['src/testing/setup.ts'],
      restoreMocks: true,
    },
  }
})
