import { translate, exists } from '@/i18n'

import type { Schema } from './types'

export type ProblemParams = Record<string, string | number | null>
export interface FieldProblem {
  /** JSON pointer into the body; `?name` is a parameter, `#Name` a header. */
  pointer: string
  code: string
  params: ProblemParams
  detail: string
}

/** A refusal by the API, or (`code` "network") none at all. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'

  constructor(
    readonly status: number,
    readonly code: string,
    readonly params: ProblemParams,
    /** The server's sentence, in the language that was asked for. */
    readonly title: string,
    readonly traceId: string | null,
    readonly errors: readonly FieldProblem[],
    /** Seconds after which to try again, if the server said so. */
    readonly retryAfter: number | null,
  ) {
    super(`${status} ${code}`)
  }

  /** Whether the same request may well succeed later. */
  get transient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }

  /** What is wrong with one part of the body: `/title`, `/itinerary/days/0/date`. */
  at(pointer: string): FieldProblem | undefined {
    return this.errors.find((error) => error.pointer === pointer)
  }
}

export function networkProblem(): ApiProblem {
  return new ApiProblem(0, 'network', {}, '', null, [], null)
}

/** The problem a response tells of; one without a problem document gets the code of its kind. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
  const seconds = Number.isFinite(retryAfter) ? retryAfter : null
  let body: Partial<Schema<'Problem'>> = {}
  if (response.headers.get('content-type')?.startsWith('application/problem+json')) {
    body = (await response.json().catch(() => ({}))) as Partial<Schema<'Problem'>>
  }
  return new ApiProblem(
    response.status,
    body.code ?? (response.status >= 500 ? 'internal' : 'unknown'),
    body.params ?? {},
    body.title ?? '',
    body.traceId ?? response.headers.get('x-trace-id'),
    body.errors ?? [],
    seconds,
  )
}

/** What to tell the reader about anything that was thrown. */
export function problemMessage(error: unknown): string {
  if (!(error instanceof ApiProblem)) return translate('problems.internal')
  const key = `problems.${error.code}`
  return exists(key) ? translate(key, error.params) : error.title || translate('problems.internal')
}

/** What to tell beside a field; nothing if that is all right. */
export function fieldMessage(error: unknown, pointer: string): string | undefined {
  const found = error instanceof ApiProblem ? error.at(pointer) : undefined
  if (!found) return undefined
  const key = `problems.field.${found.code}`
  return exists(key) ? translate(key, found.params) : found.detail
}
