/** When a failed job is tried again, and when a person has to look. */
export interface RetryPolicy {
  /** Tries in all, the first included. */
  readonly tries: number
  /** Wait before the second try; doubled each time. */
  readonly firstMs: number
  readonly mostMs: number
}

/** Ten tries over about three hours: a peer that is down over lunch is not an incident. */
export const USUAL_RETRY: RetryPolicy = { tries: 10, firstMs: 5_000, mostMs: 3_600_000 }

/** Milliseconds to wait after the `tries`-th failure; `undefined`: no more tries. */
export function delayAfter(tries: number, policy: RetryPolicy): number | undefined {
  if (tries >= policy.tries) return undefined
  return Math.min(policy.mostMs, policy.firstMs * 2 ** (tries - 1))
}
