import createClient from 'openapi-fetch'

import { currentLanguage } from '@/i18n'

import { accessToken, renewAccess } from './access'
import { networkProblem, problemOf } from './problem'
import type { paths } from './schema'
import { API_URL } from './url'

async function send(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (error) {
    if (request.signal.aborted) throw error
    throw networkProblem()
  }
}

async function sendAsMember(request: Request): Promise<Response> {
  const token = await accessToken()
  if (!token) return send(request)
  const again = request.clone()
  request.headers.set('Authorization', `Bearer ${token}`)
  const response = await send(request)
  if (response.status !== 401) return response
  const renewed = await renewAccess(token)
  if (!renewed) return response
  again.headers.set('Authorization', `Bearer ${renewed}`)
  return send(again)
}

/**
 * The API, typed by its OpenAPI document. Requests go out as whoever is signed in, in the language the reader chose;
 * an access token that is refused is renewed once. Throws `ApiProblem` for every answer that is not a good one.
 */
export const api = createClient<paths>({
  baseUrl: API_URL || globalThis.location.origin,
  credentials: 'include',
  async fetch(request: Request) {
    request.headers.set('Accept-Language', currentLanguage())
    const response = await sendAsMember(request)
    if (!response.ok) throw await problemOf(response)
    return response
  },
})

interface Answered<Data> {
  data?: Data
  response: Response
}

/** The body of an answer: `await ok(api.GET('/api/plans/{planId}', { params: { path: { planId } } }))`. */
export async function ok<Data>(answer: Promise<Answered<Data>>): Promise<NonNullable<Data>> {
  return (await answer).data as NonNullable<Data>
}

/** The body with the ETag of what it shows, for If-Match when that is written back. */
export async function okWithEtag<Data>(
  answer: Promise<Answered<Data>>,
): Promise<{ data: NonNullable<Data>; etag: string | null }> {
  const { data, response } = await answer
  return { data: data as NonNullable<Data>, etag: response.headers.get('etag') }
}
