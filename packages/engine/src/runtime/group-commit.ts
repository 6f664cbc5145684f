/**
 * Theory of operation
 *
 * An fsync costs the same for one commit and for fifty. While one batch is on its way to the disk, whatever arrives is gathered;
 * when it is done, everything gathered goes as the next batch. Alone, a commit waits for nobody; under load, the disk's pace sets
 * the size of the batches. Each commit is answered by its own outcome: a conflict fails nobody else.
 */
import { StoreFailure, type Commit, type CommitOutcome, type Store } from '../ports/index.ts'

/** A batch beyond this gains nothing more from sharing the fsync, and makes the first in it wait. */
const LARGEST_BATCH = 256

interface Entry {
  readonly commit: Commit
  readonly resolve: (outcome: CommitOutcome) => void
  readonly reject: (error: unknown) => void
}

export class GroupCommit {
  #waiting: Entry[] = []
  #isFlushing = false

  constructor(
    private readonly store: Pick<Store, 'commit'>,
    /** Told how many commits went together. */
    private readonly onBatch: (commits: number) => void = () => undefined,
  ) {}

  commit(commit: Commit): Promise<CommitOutcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ commit, resolve, reject })
      if (this.#isFlushing) return
      this.#isFlushing = true
      // What the same turn of the event loop brings goes along; an idle host is at the end of its turn at once.
      setImmediate(() => void this.#flush())
    })
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, LARGEST_BATCH)
      try {
        this.onBatch(batch.length)
        const outcomes = await this.store.commit(batch.map(({ commit }) => commit))
        batch.forEach(({ resolve, reject }, index) => {
          const outcome = outcomes[index]
          if (outcome === undefined)
            reject(new Error('DEFECT_OUTCOME_MISSING: expected an outcome for each commit, please report this'))
          else resolve(outcome)
        })
      } catch (error) {
        if (batch.length > 1 && error instanceof StoreFailure && error.code === 'STORE_INPUT_INVALID') await this.#oneByOne(batch)
        else for (const { reject } of batch) reject(error)
      }
      // A store that works in this thread leaves no time to gather: those who were answered now may send what they have next.
      await turn()
    }
    this.#isFlushing = false
  }

  /** One commit of the batch contradicts itself: the others must not suffer for it. */
  async #oneByOne(batch: readonly Entry[]): Promise<void> {
    for (const { commit, resolve, reject } of batch) {
      try {
        const [outcome] = await this.store.commit([commit])
        if (outcome === undefined) reject(new Error('DEFECT_OUTCOME_MISSING: expected an outcome, please report this'))
        else resolve(outcome)
      } catch (error) {
        reject(error)
      }
    }
  }
}

/** The end of this turn of the event loop. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
