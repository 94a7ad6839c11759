/** A path within this app to go back to; anything that might lead elsewhere is home. */
export function safeReturnTo(value: unknown): string {
  if (typeof value !== 'string' || !/^\/(?![/\\])/.test(value)) return '/'
  return value.startsWith('/sign-in') ? '/' : value
}
