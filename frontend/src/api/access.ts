/**
 * The access token: in memory only, renewed with the refresh token that no script can read. Who wants to know that
 * it changed or ended is told; stores/session.ts is.
 */
import { networkProblem, problemOf } from './problem'
import type { Schema } from './types'
import { API_URL } from './url'

type SignedIn = Schema<'SignedIn'>

const RENEW_BEFORE_MS = 30_000

let token: string | null = null
let endsAt = 0
let renewing: Promise<SignedIn | null> | null = null
let onChange: (signedIn: SignedIn | null) => void = () => undefined

/** Whom to tell when somebody was signed in or the session ended. */
export function watchAccess(listener: (signedIn: SignedIn | null) => void): void {
  onChange = listener
}

/** Go on as the member of this answer. */
export function keepAccess(signedIn: SignedIn): void {
  token = signedIn.accessToken
  endsAt = Date.now() + signedIn.expiresIn * 1000
  onChange(signedIn)
}

/** Go on as a stranger. */
export function dropAccess(): void {
  token = null
  endsAt = 0
  onChange(null)
}

/** A token that is good for a while yet, renewed ahead of its end if need be; null for a stranger. */
export async function accessToken(): Promise<string | null> {
  if (token && Date.now() > endsAt - RENEW_BEFORE_MS) await renewAccess(token)
  return token
}

/**
 * A token other than `refused`. Requests that find out at the same time share one renewal. Null: the session ended.
 * Throws `ApiProblem` when it could not be asked; the session may well go on then.
 */
export async function renewAccess(refused: string | null): Promise<string | null> {
  if (token && token !== refused) return token
  renewing ??= askForAccess().finally(() => {
    renewing = null
  })
  return (await renewing)?.accessToken ?? null
}

async function askForAccess(): Promise<SignedIn | null> {
  let response: Response
  try {
    response = await fetch(`${API_URL}/api/auth/refresh`, { method: 'POST', credentials: 'include' })
  } catch {
    throw networkProblem()
  }
  if (response.ok) {
    const signedIn = (await response.json()) as SignedIn
    keepAccess(signedIn)
    return signedIn
  }
  const problem = await problemOf(response)
  if (problem.transient) throw problem
  dropAccess()
  return null
}
