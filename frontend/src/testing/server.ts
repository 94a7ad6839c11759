import { vi } from 'vitest'

export interface Asked {
  method: string
  path: string
  headers: Headers
  body: unknown
}

type Answer = (asked: Asked) => Response | Promise<Response>

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
  })
}

export function problem(
  status: number,
  code: string,
  params: Record<string, string | number> = {},
): Response {
  const body = {
    type: `urn:ktravel:problem:${code}`,
    title: code,
    status,
    code,
    params,
    traceId: '0'.repeat(32),
  }
  return json(status, body, { 'Content-Type': 'application/problem+json' })
}

/**
 * The API for one test: answers by "METHOD /path" (without the query), and a list of what was asked. A request that
 * no answer is for fails as if there was no network.
 */
export function serve(answers: Record<string, Answer>): Asked[] {
  const asked: Asked[] = []
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(
      input instanceof Request ? input : new URL(String(input), location.origin),
      init,
    )
    const url = new URL(request.url)
    const text = await request.text()
    const one: Asked = {
      method: request.method,
      path: url.pathname + url.search,
      headers: request.headers,
      body: text ? (JSON.parse(text) as unknown) : undefined,
    }
    asked.push(one)
    const answer = answers[`${request.method} ${url.pathname}`]
    if (!answer) throw new TypeError(`nothing answers ${request.method} ${url.pathname}`)
    return answer(one)
  })
  return asked
}
