/**
 * Theory of operation
 *
 * An fsync costs the same for one commit and for fifty. While a batch is on its way to the disk, whatever arrives is gathered; when it is
 * done, everything gathered goes as the next batch, before the answers make work for this thread: the store and the engine then work side by
 * side. A batch that has grown full does not wait for the one before it. Alone, a commit waits for nobody; under load, the disk's pace sets the
 * size of the batches. Each commit is answered by its own outcome: a conflict fails nobody else.
 */
import { StoreFailure, type Commit, type CommitOutcome, type Store } from '../ports/index.ts'

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
  #waiting: Entry[] = []
  #underway = 0
  #isTurnAwaited = false
  readonly #largest: number

  constructor(
    private readonly store: Pick<Store, 'commit' | 'largestBatch'>,
    /** Told how many commits went together. */
    private readonly onBatch: (commits: number) => void = () => undefined,
  ) {
    const { largestBatch = LARGEST_BATCH } = store
    this.#largest = Number.isInteger(largestBatch) && largestBatch > 0 ? largestBatch : LARGEST_BATCH
  }

  commit(commit: Commit): Promise<Told> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ commit, resolve, reject })
      if (this.#waiting.length >= this.#largest && this.#underway < MOST_AT_ONCE) this.#send()
      else if (this.#underway === 0) this.#sendAtEndOfTurn()
    })
  }

  /** What the same turn of the event loop brings goes along; an idle host is at the end of its turn at once. */
  #sendAtEndOfTurn(): void {
    if (this.#isTurnAwaited) return
    this.#isTurnAwaited = true
    setImmediate(() => {
      this.#isTurnAwaited = false
      if (this.#underway === 0) this.#send()
    })
  }

  #send(): void {
    if (this.#waiting.length === 0) return
    const batch = this.#waiting.splice(0, this.#largest)
    this.#underway += 1
    void this.#commit(batch).then((answer) => {
      this.#underway -= 1
      if (this.#underway === 0) this.#send()
      answer()
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
