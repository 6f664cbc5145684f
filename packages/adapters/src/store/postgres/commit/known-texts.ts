import type { Commit } from '@motcua/engine/ports'
import { digestOf } from './words.ts'

/** Dossiers remembered by one node: those that it works on, at a hundred bytes each. */
const MOST = 20_000

/**
 * The texts that this node knows the store to have: their words need not be sent again. The store knows better: where another node
 * replaced a text meanwhile, it asks for the words.
 */
export class KnownTexts {
  readonly #digests = new Map<string, string>()

  has(dossier: string, digest: string): boolean {
    return this.#digests.get(dossier) === digest
  }

  learn({ dossier, head }: Commit, isCommitted: boolean): void {
    this.#digests.delete(dossier)
    if (!isCommitted || head.endedAt !== null) return
    this.#digests.set(dossier, digestOf(head.search))
    if (this.#digests.size <= MOST) return
    for (const oldest of this.#digests.keys()) {
      this.#digests.delete(oldest)
      return
    }
  }
}
