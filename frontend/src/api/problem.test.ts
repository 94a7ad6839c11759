import { expect, it } from 'vitest'

import { speak } from '@/i18n'
import ko from '@/locales/ko/problems.json'

import { ifMatch, newIdempotencyKey, versionOf } from './headers'
import { ApiProblem, fieldMessage, networkProblem, problemMessage, problemOf } from './problem'
import type { Schema } from './types'

// The types fail this file if the API knows a code that has no sentence here.
const sentences: Record<Schema<'Problem'>['code'], string> = ko
const fieldSentences: Record<Schema<'ProblemField'>['code'], string> = ko.field

function refused(code: string, title = '', errors: ApiProblem['errors'] = []): ApiProblem {
  return new ApiProblem(422, code, { days: 7 }, title, null, errors, null)
}

it('says every code in the reader’s language', async () => {
  expect(Object.values({ ...sentences, ...fieldSentences }).every((text) => text !== '')).toBe(true)
  expect(problemMessage(refused('refund_window_over'))).toBe('결제하고 7일이 지나 환불할 수 없어요.')
  await speak('en')
  expect(problemMessage(refused('refund_window_over'))).toBe(
    'Refunds are only possible within 7 days of payment.',
  )
})

it('falls back to the server’s sentence, and at last to a general one', () => {
  expect(problemMessage(refused('brand_new', '새로운 문제예요.'))).toBe('새로운 문제예요.')
  expect(problemMessage(refused('brand_new'))).toBe(ko.internal)
  expect(problemMessage(new Error('secret'))).toBe(ko.internal)
  expect(problemMessage(networkProblem())).toBe(ko.network)
})

it('says what is wrong with one field', () => {
  const error = refused('validation_failed', '', [
    { pointer: '/title', code: 'too_long', params: { max: 120 }, detail: 'server' },
    { pointer: '/x', code: 'brand_new', params: {}, detail: '서버의 말' },
  ])
  expect(fieldMessage(error, '/title')).toBe('120자까지 쓸 수 있어요.')
  expect(fieldMessage(error, '/x')).toBe('서버의 말')
  expect(fieldMessage(error, '/other')).toBeUndefined()
  expect(fieldMessage(null, '/title')).toBeUndefined()
})

it('makes a problem of an answer that is none', async () => {
  const answer = new Response('<h1>Bad gateway</h1>', {
    status: 502,
    headers: { 'Retry-After': '2', 'X-Trace-Id': 't' },
  })
  expect(await problemOf(answer)).toMatchObject({
    status: 502,
    code: 'internal',
    retryAfter: 2,
    traceId: 't',
  })
  expect(await problemOf(new Response(null, { status: 404 }))).toMatchObject({
    code: 'unknown',
    transient: false,
  })
})

it('reads and writes versions as the API does', () => {
  expect(versionOf('"12.ab34"')).toBe(12)
  expect(versionOf('W/"3"')).toBe(3)
  expect(versionOf('"abc"')).toBeNull()
  expect(versionOf(null)).toBeNull()
  expect(versionOf(ifMatch(7))).toBe(7)
  expect(newIdempotencyKey()).not.toBe(newIdempotencyKey())
})
