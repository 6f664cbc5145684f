import { AdapterFailure, mustHold } from '../../ports/index.ts'
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
    private readonly onMistake: (mistake: Error) => void,
  ) {
    mustHold('simulate', 'the name of a peer', name, 'a text', typeof name === 'string')
    this.#effects = effects
  }

  /**
   * Asks the peer once, as an adapter asks over the network.
   *
   * @param key  the idempotency key: the `key` of the job that asks
   * @param content  what it is asked for, which JSON can say; invariants find it in `effects`
   * @param answer  what it answers once it has done that
   * @throws AdapterFailure PEER_DOWN, PEER_SILENT: the latter after it did what it was asked for; OPTIONS_INVALID, which ends the run
   */
  async ask<T>(key: string, content: unknown, answer: () => T): Promise<T> {
    const asked = this.#asked(key, content, answer)
    const fate = this.traffic.fate()
    await this.traffic.turn(fate === 'slow' ? 40 : 0)
    if (fate === 'fail' || fate === 'crash')
      throw new AdapterFailure('PEER_DOWN', `expected ${this.name} to answer, found it down`, { retry: true })
    this.#effects.push({ peer: this.name, key, content: asked })
    await this.traffic.turn()
    if (fate === 'lose' || fate === 'crashAfter') {
      const message = `expected an answer of ${this.name}, found none`
      throw new AdapterFailure('PEER_SILENT', message, { retry: true, isUncertain: true })
    }
    return answer()
  }

  /** What it is asked for, as JSON. */
  #asked(key: unknown, content: unknown, answer: unknown): string {
    const of = `ask of the peer ${this.name}`
    try {
      mustHold(of, 'key', key, 'a text', typeof key === 'string')
      mustHold(of, 'answer', answer, 'a function', typeof answer === 'function')
      const json = asJson(content)
      mustHold(of, 'content', content, 'what JSON can say', json !== undefined)
      return String(json)
    } catch (error) {
      this.onMistake(error as Error)
      throw error
    }
  }
}

/** `undefined`: JSON cannot say it. */
function asJson(content: unknown): string | undefined {
  try {
    return JSON.stringify(content ?? null)
  } catch {
    return undefined
  }
}
