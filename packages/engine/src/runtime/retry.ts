import type { UnaskedTries } from '../ports/index.ts'
import { sha256 } from './canonical.ts'

/** When a failed job is tried again, and when a person has to look. */
export interface RetryPolicy {
  /** Tries in all, the first included. One that was refused before the peer was asked, as by an open circuit breaker, does not count. */
  readonly tries: number
  /** Longest wait before the second try; doubled each time. */
  readonly firstMs: number
  readonly mostMs: number
  /** A job that is refused so long after it was refused first is given up, though its peer was never asked; 4 hours unless told. */
  readonly unaskedMs?: number
}

/** Fourteen tries over two to four hours: a peer that is down over lunch is not an incident. */
export const USUAL_RETRY: RetryPolicy = { tries: 14, firstMs: 5_000, mostMs: 3_600_000 }

/** Half a working day: about as long as a peer is tried that answers with failures. */
export const USUAL_UNASKED_MS = 14_400_000
/** A peer that is up again is asked no later than this. */
const UNASKED_MOST_MS = 300_000

/**
 * Milliseconds to wait after a refusal that asked nobody; `undefined`: it has gone on for too long. Not before `askedMs`, when the peer may
 * be asked again, and then spread, so that those who wait for it do not all come at that instant.
 *
 * @param unasked  this refusal included
 */
export function delayUnasked(
  unasked: UnaskedTries,
  { now, askedMs, key }: { readonly now: number; readonly askedMs: number; readonly key: string },
  policy: RetryPolicy,
): number | undefined {
  if (now - unasked.since >= (policy.unaskedMs ?? USUAL_UNASKED_MS)) return undefined
  const waits = { ...policy, tries: Infinity, mostMs: Math.min(policy.mostMs, UNASKED_MOST_MS) }
  const spread = (times: number) => delayAfter(times, waits, key) ?? 0
  return Math.max(askedMs + spread(1), spread(unasked.times))
}

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
