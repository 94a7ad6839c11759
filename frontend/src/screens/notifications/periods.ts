export const PERIODS = ['today', 'week', 'earlier'] as const
export type Period = (typeof PERIODS)[number]

const DAY_MS = 86_400_000

/** Under which heading something of this instant stands, by the reader's own days. */
export function periodOf(instant: string, now: Date): Period {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime()
  const then = new Date(instant).getTime()
  if (then >= midnight) return 'today'
  return then >= midnight - 6 * DAY_MS ? 'week' : 'earlier'
}
