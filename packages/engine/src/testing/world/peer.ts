import { AdapterFailure } from '../../ports/index.ts'
import type { Traffic } from './traffic.ts'

/** Something that a peer did. */
export interface Effect {
  readonly peer: string
  readonly key: string
  /** What it was asked for, as JSON. */
  readonly content: string
}

/**
 * A peer of the world, as the portal or a signer: it takes an idempotency key, does what it is asked for once under each key, and answers
 * late, not at all, or that it is down. The ports of an embedder's own adapters are made of its `ask`.
 */
export class Peer {
  readonly #effects: Effect[]

  constructor(
    readonly name: string,
    private readonly traffic: Traffic,
    effects: Effect[],
  ) {
    this.#effects = effects
  }

  /** @throws AdapterFailure PEER_DOWN, PEER_SILENT: the latter after it did what it was asked for */
  async ask<T>(key: string, content: unknown, answer: () => T): Promise<T> {
    const fate = this.traffic.fate()
    await this.traffic.turn(fate === 'slow' ? 40 : 0)
    if (fate === 'fail' || fate === 'crash')
      throw new AdapterFailure('PEER_DOWN', `expected ${this.name} to answer, found it down`, { retry: true })
    this.#effects.push({ peer: this.name, key, content: JSON.stringify(content) })
    await this.traffic.turn()
    if (fate === 'lose' || fate === 'crashAfter') {
      const message = `expected an answer of ${this.name}, found none`
      throw new AdapterFailure('PEER_SILENT', message, { retry: true, isUncertain: true })
    }
    return answer()
  }
}
