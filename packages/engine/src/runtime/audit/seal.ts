import { formatInstant } from '../../calendar/index.ts'
import type { JournalLink, StoredSeal } from '../../ports/index.ts'
import { sha256 } from '../canonical.ts'
import { fields, text, whole } from '../../diagnostics/index.ts'
import { mustTake } from '../face/must-take.ts'
import { GENESIS } from '../journal-chain.ts'
import { MerkleFold } from './merkle.ts'

/** What a seal says, without who vouches for it. */
export type SealStatement = Omit<StoredSeal, 'signature' | 'timestamp'>

const SEAL = fields({ number: whole, previous: text, cursor: text, links: whole, root: text, at: whole })

/** What is signed and time-stamped: the same lines for the same seal, in every release. */
export function sealText(store: string, seal: SealStatement): string {
  mustTake('sealText', { store: text, seal: SEAL }, { store, seal })
  const lines = [
    'motcua seal 1',
    `store: ${store}`,
    `number: ${seal.number}`,
    `previous: ${seal.previous}`,
    `cursor: ${seal.cursor}`,
    `links: ${seal.links}`,
    `root: ${seal.root}`,
    `at: ${formatInstant(seal.at)}`,
  ]
  return `${lines.join('\n')}\n`
}

/** What the next seal names as `previous`. */
export function sealDigest(store: string, seal: SealStatement): string {
  return sha256(sealText(store, seal))
}

/** A journal row as the tree has it: the row's hash covers who, when, what and everything before it in the dossier. */
export function leafOf({ dossier, seq, hash }: Pick<JournalLink, 'dossier' | 'seq' | 'hash'>): string {
  return `${dossier}\n${seq}\n${hash}`
}

/** Gathers links for the seal after `last`. */
export class SealDraft {
  readonly #fold = new MerkleFold()
  #cursor: string | undefined

  add(link: JournalLink): void {
    this.#fold.add(leafOf(link))
    this.#cursor = link.cursor
  }

  /** `undefined`: nothing was committed since. */
  close(store: string, last: StoredSeal | undefined, at: number): SealStatement | undefined {
    if (this.#cursor === undefined) return undefined
    return {
      number: (last?.number ?? 0) + 1,
      cursor: this.#cursor,
      links: this.#fold.leaves,
      root: this.#fold.root(),
      previous: last === undefined ? GENESIS : sealDigest(store, last),
      at,
    }
  }
}
