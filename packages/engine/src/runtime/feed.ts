import type { DossierEvent } from '../lifecycle/index.ts'
import type { Clock, FeedRow, Store } from '../ports/index.ts'
import { asked } from './facets/given.ts'
import { eventIn } from './dossiers.ts'

/** An event as it was committed. */
export interface FeedEvent {
  /** Where it stands in the feed of all dossiers; give it as `after` to go on from here. */
  readonly cursor: string
  readonly dossier: string
  readonly seq: number
  readonly actor: string
  /** `null`: its data was erased. */
  readonly event: DossierEvent | null
}

/** Rows read at once. */
const PAGE = 200
/** How long a commit of another node may go unseen. */
const LOOK_AGAIN_MS = 1_000

/** Committed events in order, then new ones as they come. */
export class Feed {
  readonly #waiting = new Set<() => void>()
  #isStopped = false

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  rouse(): void {
    for (const wake of this.#waiting) wake()
  }

  stop(): void {
    this.#isStopped = true
    this.rouse()
  }

  async *read(query: {
    readonly dossier?: string
    readonly agency?: string
    readonly after?: string
    readonly signal?: AbortSignal
  }): AsyncGenerator<FeedEvent> {
    let after = query.after ?? null
    const { dossier, agency } = query
    const only = { ...(dossier === undefined ? {} : { dossier }), ...(agency === undefined ? {} : { agency }) }
    while (!this.#isStopped && query.signal?.aborted !== true) {
      const rows = await asked(this.store.feed(after, PAGE, only))
      for (const row of rows) {
        after = row.cursor
        yield* eventsOf(row)
      }
      if (rows.length < PAGE) await this.#wait(query.signal)
    }
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done)
        signal?.removeEventListener('abort', done)
        cancel()
        resolve()
      }
      const cancel = this.clock.wake(this.clock.now() + LOOK_AGAIN_MS, done)
      this.#waiting.add(done)
      signal?.addEventListener('abort', done)
      if (this.#isStopped || signal?.aborted === true) done()
    })
  }
}

function* eventsOf({ cursor, row }: FeedRow): Generator<FeedEvent> {
  for (const sealed of row.events) {
    const event = sealed.data === null ? null : eventIn(row.dossier, sealed)
    yield { cursor, dossier: row.dossier, seq: row.seq, actor: row.actor, event }
  }
}
