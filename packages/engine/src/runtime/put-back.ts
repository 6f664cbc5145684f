import type { Clock, JobRelease, Store } from '../ports/index.ts'
import { isPassing } from './passing.ts'

/**
 * Puts jobs back for their next try. One that a failing store does not take back is put back when the store is there again: its try comes
 * when its backoff says so, and what is known of the last one is kept, while a lease that runs out says neither.
 */
export class PutBack {
  readonly #owed = new Map<string, { readonly change: JobRelease; readonly until: number }>()

  constructor(
    private readonly world: {
      readonly store: Pick<Store, 'releaseJob'>
      readonly clock: Clock
      readonly worker: string
      readonly leaseMs: number
      readonly onError: (error: unknown) => void
    },
  ) {}

  /** @throws what the store fails with */
  async putBack(job: string, change: JobRelease): Promise<void> {
    const { store, clock, worker, leaseMs } = this.world
    try {
      await store.releaseJob(job, worker, change)
    } catch (error) {
      if (isPassing(error)) this.#owed.set(job, { change, until: clock.now() + leaseMs })
      throw error
    }
  }

  /** What the store did not take before. @param isAtIt  whether this node has the job again: its lease ran out, and that try has its own end */
  async again(isAtIt: (job: string) => boolean): Promise<void> {
    const { store, clock, worker, onError } = this.world
    for (const [job, { change, until }] of this.#owed) {
      try {
        if (until > clock.now() && !isAtIt(job)) await store.releaseJob(job, worker, change)
        this.#owed.delete(job)
      } catch (error) {
        onError(error)
        if (isPassing(error)) return
        this.#owed.delete(job)
      }
    }
  }
}
