/**
 * Theory of operation
 *
 * Nodes need no clocks that agree: where the store has a clock, its time is everybody's. Asking for it with every command would cost a round
 * trip each; so each node keeps how far its own clock is from the store's, and looks again every few seconds. A clock of a machine that
 * jumps is therefore wrong for a few seconds at most, and a lease outlives that.
 */
import type { Clock, Store } from '../ports/index.ts'

/** Often enough for a clock that drifts or jumps, seldom enough to cost nothing. */
const ASK_EVERY_MS = 5_000

export class SharedClock implements Clock {
  /** What must be added to the machine's time. */
  #offset = 0
  #askedAt = -Infinity

  constructor(
    private readonly own: Clock,
    private readonly store: Pick<Store, 'now'>,
  ) {}

  now(): number {
    return this.own.now() + this.#offset
  }

  wake(instant: number, callback: () => void): () => void {
    return this.own.wake(instant - this.#offset, callback)
  }

  /** Asks the store, when it has not been asked for a while or the machine's own clock has jumped. */
  async agree(): Promise<void> {
    const before = this.own.now()
    if (before >= this.#askedAt && before < this.#askedAt + ASK_EVERY_MS) return
    const now = await this.store.now()
    const after = this.own.now()
    this.#askedAt = after
    // Somewhere between question and answer the store looked at its clock: the middle is the best guess.
    if (now !== null) this.#offset = now - Math.round((before + after) / 2)
  }
}
