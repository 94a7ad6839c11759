// Writes src/api/schema.d.ts from the OpenAPI document; with --check, says whether it is current.
// Another document than ../docs/openapi.yaml may be named: npm run api -- <file>
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

import openapiTS, { astToString } from 'openapi-typescript'

const target = new URL('../src/api/schema.d.ts', import.meta.url)
const named = process.argv.slice(2).find((argument) => !argument.startsWith('--'))
const source = named ? pathToFileURL(resolve(named)) : new URL('../../docs/openapi.yaml', import.meta.url)

const header = '// Made from docs/openapi.yaml by `npm run api`. Not to be edited.\n\n'
const made = header + astToString(await openapiTS(source, { alphabetize: true, defaultNonNullable: false }))

if (process.argv.includes('--check')) {
  let kept = ''
  try {
    kept = readFileSync(target, 'utf8')
  } catch {
    // not there: not current
  }
  if (kept !== made) {
    console.error('src/api/schema.d.ts is not of docs/openapi.yaml: run npm run api.')
    process.exit(1)
  }
} else {
  writeFileSync(target, made)
}
