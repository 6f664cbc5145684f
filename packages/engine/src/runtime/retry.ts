import { sha256 } from './canonical.ts'

/** When a failed job is tried again, and when a person has to look. */
export interface RetryPolicy {
  /** Tries in all, the first included. */
  readonly tries: number
  /** Longest wait before the second try; doubled each time. */
  readonly firstMs: number
  readonly mostMs: number
}

/** Ten tries over about three hours: a peer that is down over lunch is not an incident. */
export const USUAL_RETRY: RetryPolicy = { tries: 10, firstMs: 5_000, mostMs: 3_600_000 }

/**
 * Milliseconds to wait after the `tries`-th failure; `undefined`: no more tries. Half of the wait is spread by the job's id, so that those
 * which failed together do not come back together; the same job waits the same in every run.
 *
 * @param key  the job's id
 */
export function delayAfter(tries: number, policy: RetryPolicy, key: string): number | undefined {
  if (tries >= policy.tries) return undefined
  const most = Math.min(policy.mostMs, policy.firstMs * 2 ** (tries - 1))
  return Math.round(most / 2 + (most / 2) * shareOf(`${key}#${tries}`))
}

/** A number from 0 to 1 that looks like chance and is the same for the same text. */
function shareOf(text: string): number {
  return Number.parseInt(sha256(text).slice(0, 8), 16) / 0xffff_ffff
}
