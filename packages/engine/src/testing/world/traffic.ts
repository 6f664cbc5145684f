/**
 * Theory of operation
 *
 * Whatever crosses a line of the world (a call of the store or of a peer, and its answer) waits here for its turn, and the seed says whose
 * turn it is. Between two turns the program runs until it can do nothing more. So all that could happen in another order does, in some run,
 * and a run can be done again.
 */
import type { Dice } from './dice.ts'
import type { Fault } from './plan.ts'

export class Traffic {
  readonly #waiting: { readonly go: () => void; notBefore: number }[] = []
  readonly #faults: ReadonlyMap<number, Fault['kind']>
  #turn = 0
  #operations = 0
  #isFaulty = true

  constructor(
    private readonly dice: Dice,
    faults: readonly Fault[],
  ) {
    this.#faults = new Map(faults.map(({ at, kind }) => [at, kind]))
  }

  /** Operations so far. */
  get operations(): number {
    return this.#operations
  }

  /** Turns that were taken so far. */
  get turns(): number {
    return this.#turn
  }

  /** What befalls the next operation. */
  fate(): Fault['kind'] | undefined {
    const fault = this.#faults.get(this.#operations)
    this.#operations += 1
    return this.#isFaulty ? fault : undefined
  }

  /** From now on everything goes well. */
  calm(): void {
    this.#isFaulty = false
    for (const waiter of this.#waiting) waiter.notBefore = 0
  }

  /** Waits for a turn, at least `delay` turns from now. */
  turn(delay = 0): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ go: resolve, notBefore: this.#isFaulty ? this.#turn + delay : 0 })
    })
  }

  /** Takes up to `count` turns; returns how many there were to take. */
  async run(count: number): Promise<number> {
    for (let taken = 0; taken < count; taken++) {
      await settle()
      if (this.#waiting.length === 0) return taken
      this.#turn += 1
      const ready = this.#waiting.filter(({ notBefore }) => notBefore <= this.#turn)
      // Where all are slow, the one that is least so goes on.
      const next = ready.length > 0 ? this.dice.pick(ready) : this.#waiting.reduce((a, b) => (b.notBefore < a.notBefore ? b : a))
      this.#waiting.splice(this.#waiting.indexOf(next), 1)
      next.go()
    }
    await settle()
    return count
  }
}

/** Until the program can do nothing more by itself: promises first, then what they put off. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
