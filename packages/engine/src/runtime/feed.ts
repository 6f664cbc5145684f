/**
 * Theory of operation
 *
 * The store's feed has rows, and a row has the events of one command. A reader may stop behind any of them, so each has a cursor of its own: the
 * last of a row that of the row, the others say besides how many of which row were seen. What is left of such a row is read from its journal.
 */
import type { DossierEvent } from '../lifecycle/index.ts'
import type { Clock, FeedRow, Store } from '../ports/index.ts'
import { asked } from './facets/given.ts'
import { eventIn } from './dossiers.ts'

/** An event as it was committed. */
export interface FeedEvent {
  /** Where it stands in the feed of all dossiers, other than any other event; give it as `after` to go on from here. */
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
    const { dossier, agency } = query
    const broken = brokenOff(query.after)
    if (broken !== undefined) yield* this.#rest(broken, query)
    let after = broken?.cursor ?? query.after ?? null
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

  /** What is left of a row in the middle of which somebody stopped. A cursor may come from anywhere: others' rows are not shown for it. */
  async *#rest(
    { cursor, dossier, seq, seen }: BrokenOff,
    query: { readonly dossier?: string; readonly agency?: string },
  ): AsyncGenerator<FeedEvent> {
    if (query.dossier !== undefined && query.dossier !== dossier) return
    const [row] = await asked(this.store.journal(dossier, seq - 1, 1))
    if (row === undefined) return
    if (query.agency !== undefined && (await this.store.load(dossier))?.head.agency !== query.agency) return
    yield* [...eventsOf({ cursor, row })].slice(seen)
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
  const { dossier, seq, actor, events } = row
  for (const [index, sealed] of events.entries()) {
    const event = sealed.data === null ? null : eventIn(dossier, sealed)
    const seen = index + 1
    yield { cursor: seen === events.length ? cursor : `${cursor}/${seen}/${seq}/${dossier}`, dossier, seq, actor, event }
  }
}

/** A place between two events of one row. */
interface BrokenOff {
  /** Of the row. */
  readonly cursor: string
  readonly dossier: string
  readonly seq: number
  /** How many of its events were seen. */
  readonly seen: number
}

/** `undefined`: the cursor is that of a whole row, or none. */
function brokenOff(after: string | undefined): BrokenOff | undefined {
  const [, cursor, seen, seq, dossier] = /^([^/]+)\/(\d{1,15})\/(\d{1,15})\/(.+)$/s.exec(after ?? '') ?? []
  if (cursor === undefined || dossier === undefined) return undefined
  return { cursor, dossier, seq: Number(seq), seen: Number(seen) }
}
