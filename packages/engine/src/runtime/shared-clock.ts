/**
 * Theory of operation
 *
 * Nodes need no clocks that agree: where the store has a clock, its time is everybody's. Asking for it with every command would cost a round
 * trip each; so each node counts on from what the store told it last, and looks again every few seconds. It counts by a clock that nobody sets,
 * where its machine has one: whoever sets the machine's time changes nothing. What a machine slept through that clock may not have counted.
 * So where the two go apart, the store is asked before the next command is stamped: an instant that is ahead would stay with its dossier.
 */
import type { Clock, Store } from '../ports/index.ts'

/** Often enough for a clock that drifts, seldom enough to cost nothing. */
const ASK_EVERY_MS = 5_000
/** Far more than a clock is corrected by little by little within that time. */
const APART_MS = 1_000

export class SharedClock implements Clock {
  /** What the store said; `null`: nothing yet, or it has no clock. */
  #told: number | null = null
  #askedAt = -Infinity
  /** What the machine's own clock said then. */
  #ownAt = 0
  #asking: Promise<void> | undefined

  constructor(
    private readonly own: Clock,
    private readonly store: Pick<Store, 'now'>,
  ) {}

  now(): number {
    return this.#told === null ? this.own.now() : this.#told + Math.round(this.#steady() - this.#askedAt)
  }

  wake(instant: number, callback: () => void): () => void {
    return this.own.wake(this.own.now() + instant - this.now(), callback)
  }

  /** Asks the store, when it has not been asked for a while or the machine's time was set. */
  async agree(): Promise<void> {
    const passed = this.#steady() - this.#askedAt
    if (passed >= 0 && passed < ASK_EVERY_MS && !this.#isApart(passed)) return
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined
    })
    await this.#asking
  }

  /** Until it is known again what time it is; `undefined`: it is known. */
  inDoubt(): Promise<void> | undefined {
    if (this.#told === null) return undefined
    const passed = this.#steady() - this.#askedAt
    return passed < 0 || this.#isApart(passed) ? this.agree() : undefined
  }

  async #ask(): Promise<void> {
    const before = this.#steady()
    const now = await this.store.now()
    const after = this.#steady()
    this.#askedAt = after
    this.#ownAt = this.own.now()
    // Somewhere between question and answer the store looked at its clock: the middle is the best guess.
    this.#told = now === null ? null : now + Math.round((after - before) / 2)
  }

  #isApart(passed: number): boolean {
    return Math.abs(this.own.now() - this.#ownAt - passed) > APART_MS
  }

  #steady(): number {
    return this.own.steady?.() ?? this.own.now()
  }
}
