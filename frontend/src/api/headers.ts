/** A key under which the API does a creating POST once: make one per thing the member wants, not per try. */
export function newIdempotencyKey(): string {
  return crypto.randomUUID()
}

/** The version in an ETag `"<version>.<digest>"`; null for any other. */
export function versionOf(etag: string | null): number | null {
  const found = /^(?:W\/)?"(\d{1,15})(?:\.[^"]*)?"$/.exec(etag ?? '')
  return found ? Number(found[1]) : null
}

/** The ETag that names a version in If-Match: the API compares nothing else. */
export function ifMatch(version: number): string {
  return `"${version}"`
}
