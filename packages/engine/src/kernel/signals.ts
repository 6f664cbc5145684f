/**
 * Theory of operation (BPMN §10.5.5, §13.5.4)
 *
 * Whoever waits when a signal is thrown hears it; who begins to wait later does not. Of tokens that are on their way beside the
 * thrower nobody can say which was first, so all of them are let come to rest before the signal is heard. The throwing token
 * itself is held back until then: what comes after it is later for certain.
 */
import type { Variables } from './command.ts'

/** A thrown signal that nobody has heard yet. */
export interface Broadcast {
  readonly signal: string
  readonly payload: Variables
}

/** A token that goes on when what it threw has been heard. */
interface Held {
  readonly node: number
  readonly scope: number
  readonly goOn: () => void
}

export class Signals {
  #queue: (Broadcast | Held)[] = []

  throw(signal: string, payload: Variables): void {
    this.#queue.push({ signal, payload })
  }

  hold(node: number, scope: number, goOn: () => void): void {
    this.#queue.push({ node, scope, goOn })
  }

  /** Nodes in which tokens of a scope are held back. */
  heldIn(scope: number): number[] {
    if (this.#queue.length === 0) return []
    return this.#queue.flatMap((entry) => ('goOn' in entry && entry.scope === scope ? [entry.node] : []))
  }

  /** Tokens of a scope are gone; what they threw stays thrown. */
  drop(scope: number): void {
    if (this.#queue.length > 0) this.#queue = this.#queue.filter((entry) => !('goOn' in entry && entry.scope === scope))
  }

  /** The next signal is heard, and who threw it goes on. `false`: there is none. */
  hearNext(hear: (broadcast: Broadcast) => void): boolean {
    const first = this.#queue.shift()
    if (first === undefined) return false
    if ('goOn' in first) first.goOn()
    else hear(first)
    return true
  }
}
