import type { Commit, StoredTask } from '@motcua/engine/ports'
import { digestOf } from './words.ts'

/** Dossiers remembered by one node: those that it works on, at some hundred bytes each. */
const MOST = 20_000

interface KnownDossier {
  /** Of the last row that this node committed. */
  readonly hash: string
  readonly digest: string
  /** Of its open tasks, those that this node opened since it has known the dossier without a gap. */
  readonly tasks: readonly StoredTask[]
}

/** What a node knows of the dossiers as they stand in the store. */
export interface Knowledge {
  /** Whether the store has the words of this text of its dossier, as long as the dossier's last hash is the commit's `previous`. */
  hasText(commit: Commit, digest: string): boolean
  /** A task as it stands before this commit, as long as the dossier's last hash is the commit's `previous`. */
  taskBefore(commit: Commit, id: string): StoredTask | undefined
  /** Whether `headBefore` may be relied on. */
  readonly trustsHeads: boolean
}

/** Everything is asked of the store. */
export const NOTHING_KNOWN: Knowledge = { hasText: () => false, taskBefore: () => undefined, trustsHeads: false }

/**
 * What this node committed last is what stands in the store until another node commits, which the hash of the last row shows: so words need
 * not be sent again, and what a commit takes away is counted without reading it. The store compares: where it finds another hash, the commit is
 * a conflict; where it lacks the words of a text, it asks for everything.
 */
export class KnownDossiers implements Knowledge {
  readonly trustsHeads = true
  readonly #known = new Map<string, KnownDossier>()

  hasText({ dossier, row }: Commit, digest: string): boolean {
    const known = this.#known.get(dossier)
    return known?.hash === row.previous && known.digest === digest
  }

  taskBefore({ dossier, row }: Commit, id: string): StoredTask | undefined {
    const known = this.#known.get(dossier)
    // Of a task that one commit opened twice, the last is there.
    return known?.hash === row.previous ? known.tasks.findLast((task) => task.id === id) : undefined
  }

  learn({ dossier, row, head, tasks }: Commit, isCommitted: boolean): void {
    const before = this.#known.get(dossier)
    if (before !== undefined) this.#known.delete(dossier)
    if (!isCommitted || head.endedAt !== null) return
    const gone = (id: string) => tasks.close.includes(id) || tasks.open.some((task) => task.id === id)
    const staying = before?.hash === row.previous ? before.tasks.filter(({ id }) => !gone(id)) : []
    const open = staying.length === 0 ? tasks.open : [...staying, ...tasks.open]
    this.#known.set(dossier, { hash: row.hash, digest: digestOf(head.search), tasks: open })
    if (this.#known.size <= MOST) return
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest)
      return
    }
  }
}
