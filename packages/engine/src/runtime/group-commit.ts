/**
 * Theory of operation
 *
 * An fsync costs the same for one commit and for fifty: they are gathered, and under load the disk's pace sets the size of the batches. Each
 * commit is answered by its own outcome: a conflict fails nobody else.
 */
import { StoreFailure, type Commit, type CommitOutcome, type Store } from '../ports/index.ts'
import { Gathering } from './gathering.ts'

/** Where the store does not say: a batch beyond this gains nothing more from sharing the fsync, and makes the first in it wait. */
const LARGEST_BATCH = 128
/**
 * While the disk has one batch and the store makes the next one ready, a third grows: neither waits for what is decided meanwhile. A server has
 * the disk write for several at once; what it leaves of its connections is for those who read.
 */
const MOST_AT_ONCE = 8

/** What became of a commit; a failure is thrown, whether it met the batch or the commit alone. */
export type Told = Exclude<CommitOutcome, { readonly status: 'failed' }>

interface Entry {
  readonly commit: Commit
  readonly resolve: (outcome: Told) => void
  readonly reject: (error: unknown) => void
}

export class GroupCommit {
  readonly #gathering: Gathering<Entry>

  constructor(
    private readonly store: Pick<Store, 'commit' | 'largestBatch'>,
    /** Told how many commits went together. */
    private readonly onBatch: (commits: number) => void = () => undefined,
  ) {
    const { largestBatch = LARGEST_BATCH } = store
    const together = Number.isInteger(largestBatch) && largestBatch > 0 ? largestBatch : LARGEST_BATCH
    this.#gathering = new Gathering({ together, atOnce: MOST_AT_ONCE }, (batch) => this.#commit(batch))
  }

  commit(commit: Commit): Promise<Told> {
    return new Promise((resolve, reject) => {
      this.#gathering.add({ commit, resolve, reject })
    })
  }

  /** Gives what tells everybody in the batch how it went. */
  async #commit(batch: readonly Entry[]): Promise<() => void> {
    try {
      this.onBatch(batch.length)
      // What is no list fails here, where everybody in the batch is told.
      const outcomes = [...(await this.store.commit(batch.map(({ commit }) => commit)))]
      return () => {
        batch.forEach((entry, index) => {
          tell(entry, outcomes[index])
        })
      }
    } catch (error) {
      if (batch.length > 1 && error instanceof StoreFailure && error.code === 'STORE_INPUT_INVALID') {
        await this.#oneByOne(batch)
        return () => undefined
      }
      return () => {
        for (const { reject } of batch) reject(error)
      }
    }
  }

  /** One commit of the batch contradicts itself: the others must not suffer for it. */
  async #oneByOne(batch: readonly Entry[]): Promise<void> {
    for (const entry of batch) {
      try {
        const [outcome] = await this.store.commit([entry.commit])
        tell(entry, outcome)
      } catch (error) {
        entry.reject(error)
      }
    }
  }
}

function tell({ resolve, reject }: Entry, outcome: CommitOutcome | undefined): void {
  if (outcome === undefined) reject(new Error('DEFECT_OUTCOME_MISSING: expected an outcome for each commit, please report this'))
  else if (outcome.status === 'failed') reject(outcome.failure)
  else resolve(outcome)
}
