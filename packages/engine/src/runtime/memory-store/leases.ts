import { mustBeLimit, mustBeWhole } from '../../ports/index.ts'

/** Something that one worker at a time may take. It changes in place. */
export interface Leasable<T> {
  item: T
  /** When it may be claimed: from the beginning, or when its lease runs out. */
  wake: number
  /** Who claimed it last; `null`: nobody since it was given back. */
  worker: string | null
}

/** What may be claimed now, longest first, then what was added first, no more than `limit`; marked as `worker`'s. */
export function claim<T extends Leasable<unknown>>(
  claimable: Iterable<T>,
  worker: string,
  now: number,
  leaseMs: number,
  limit: number,
): T[] {
  const until = mustBeWhole(now + leaseMs, 'the end of a lease')
  const due = [...claimable].filter(({ wake }) => wake <= now).sort((a, b) => a.wake - b.wake)
  const claimed = due.slice(0, mustBeLimit(limit))
  for (const entry of claimed) Object.assign(entry, { worker, wake: until })
  return claimed
}

/** A lease that has run out is held until somebody claims the work. */
export function isHeld<T extends Leasable<unknown>>(entry: T | undefined, worker: string): entry is T {
  return entry?.worker === worker
}

/** The worker lets go; it may be claimed again from `at` on. */
export function giveBack(entry: Leasable<unknown>, at: number): void {
  entry.worker = null
  entry.wake = at
}

export function earliest(entries: Iterable<Leasable<unknown>>): number {
  let next = Infinity
  for (const { wake } of entries) next = Math.min(next, wake)
  return next
}
