/**
 * Theory of operation
 *
 * What a node takes up is its own for the length of a lease. A dead node renews nothing: its work passes on when the lease has run out. A node
 * that lives renews the lease of each job that its handlers are at, three times within its length, so that no other node begins what is being
 * done, however long it takes. A handler that never ends would hold its lease for ever: after a limit it is given up, as one whose end
 * nobody knows.
 */
import { AdapterFailure, type Clock, type Store, type StoredJob } from '../ports/index.ts'

/** A node that was silent for so long is taken for dead: far longer than a collection of garbage or a slow fsync. */
export const USUAL_LEASE_MS = 30_000
/** Peers answer within seconds or are cut off by their adapters; what takes longer than this hangs. */
export const USUAL_JOB_LIMIT_MS = 600_000
/** One renewal may fail and the next still comes in time. */
const RENEWALS_PER_LEASE = 3

/** A job while its handler is at it. */
export interface HeldLease {
  /** Aborts when the lease was lost, the job was cancelled, or its time is over. */
  readonly signal: AbortSignal
  /** Rejects with HANDLER_SILENT when the time is over; never fulfilled. */
  readonly overdue: Promise<never>
  release(): void
}

export interface LeaseWorld {
  readonly store: Pick<Store, 'extendJob'>
  readonly clock: Clock
  /** Asks the store for its time, when that is due. */
  readonly agree: () => Promise<void>
  readonly worker: string
  readonly leaseMs: number
  readonly jobLimitMs: number
  readonly onError: (error: unknown) => void
}

/** Renews the lease of a claimed job until it is released. */
export function holdLease(world: LeaseWorld, job: StoredJob): HeldLease {
  const { store, clock, agree, worker, leaseMs, jobLimitMs, onError } = world
  const aborter = new AbortController()
  const begun = clock.now()
  let until = job.leasedUntil ?? begun + leaseMs
  let isReleased = false
  let cancelRenewal: () => void = () => undefined
  const renew = async () => {
    try {
      await agree()
      const next = clock.now() + leaseMs
      if (isReleased) return
      if (!(await store.extendJob(job.id, worker, next))) {
        lose('expected a job that is still leased to this node, found it taken')
        return
      }
      until = next
    } catch (error) {
      onError(error)
      // The store may be back before anybody else has looked at the job: the lease is held until then.
      if (clock.now() >= until) lose('expected a store that renews the lease in time, found it out of reach')
    }
    planRenewal()
  }
  const lose = (reason: string) => {
    if (!isReleased) aborter.abort(new AdapterFailure('LEASE_LOST', reason, { retry: true, isUncertain: true }))
  }
  const planRenewal = () => {
    if (isReleased) return
    cancelRenewal = clock.wake(clock.now() + Math.floor(leaseMs / RENEWALS_PER_LEASE), () => void renew())
  }
  let cancelLimit: () => void = () => undefined
  const overdue = new Promise<never>((_, reject) => {
    cancelLimit = clock.wake(begun + jobLimitMs, () => {
      const message = `expected a handler that ends within ${jobLimitMs} ms, found it still at it`
      const failure = new AdapterFailure('HANDLER_SILENT', message, { retry: true, isUncertain: true })
      aborter.abort(failure)
      reject(failure)
    })
  })
  // Nobody listens any more when the handler was quicker.
  overdue.catch(() => undefined)
  planRenewal()
  return {
    signal: aborter.signal,
    overdue,
    release() {
      isReleased = true
      cancelRenewal()
      cancelLimit()
    },
  }
}
