/**
 * Theory of operation
 *
 * The store's feed has rows, and a row has the events of one command. A reader may stop behind any of them, so each has a cursor of its own: that
 * of the row, and how many events of which row were seen. What is left of such a row is read from its journal.
 *
 * A store that was restored from a backup gives places again that it had given to rows which are lost: who went on from there would miss what
 * stands in them now. So a cursor also says by its hash what row it was, and one that is not there any more is refused. Cursors of earlier
 * releases say less, and are believed.
 */
import type { DossierEvent } from '../lifecycle/index.ts'
import type { Clock, FeedRow, Store } from '../ports/index.ts'
import { asked } from './facets/given.ts'
import { eventIn } from './dossiers.ts'
import { EngineError } from './engine-error.ts'

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
    const place = placeOf(query.after)
    for await (const event of place === undefined ? [] : this.#rest(place, query)) {
      if (this.#isOver(query.signal)) return
      yield event
    }
    let after = place?.cursor ?? query.after ?? null
    const only = { ...(dossier === undefined ? {} : { dossier }), ...(agency === undefined ? {} : { agency }) }
    while (!this.#isOver(query.signal)) {
      const rows = await asked(this.store.feed(after, PAGE, only))
      for (const row of rows) {
        after = row.cursor
        for (const event of eventsOf(row)) {
          // Whoever was told the one before may have heard enough.
          if (this.#isOver(query.signal)) return
          yield event
        }
      }
      if (rows.length < PAGE) await this.#wait(query.signal)
    }
  }

  #isOver(signal: AbortSignal | undefined): boolean {
    return this.#isStopped || signal?.aborted === true
  }

  /**
   * What is left of a row in the middle of which somebody stopped. A cursor may come from anywhere: others' rows are not shown for it.
   *
   * @throws EngineError CURSOR_UNKNOWN
   */
  async *#rest(
    { cursor, dossier, seq, hash, seen }: Place,
    query: { readonly dossier?: string; readonly agency?: string },
  ): AsyncGenerator<FeedEvent> {
    const [row] = await asked(this.store.journal(dossier, seq - 1, 1))
    if (hash !== undefined && row?.hash.startsWith(hash) !== true) throw unknown(dossier, seq)
    if (row === undefined || (query.dossier !== undefined && query.dossier !== dossier)) return
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
  const { dossier, seq, hash, actor, events } = row
  for (const [index, sealed] of events.entries()) {
    const event = sealed.data === null ? null : eventIn(dossier, sealed)
    yield { cursor: `${cursor}/${index + 1}/${seq}~${hash.slice(0, TOLD)}/${dossier}`, dossier, seq, actor, event }
  }
}

/** Digits of a row's hash that tell it from any other one which might have stood there. */
const TOLD = 12

/** A place behind an event. */
interface Place {
  /** Of its row. */
  readonly cursor: string
  readonly dossier: string
  readonly seq: number
  /** What the row's hash begins with; absent of a cursor that an earlier release gave. */
  readonly hash: string | undefined
  /** How many events of the row were seen. */
  readonly seen: number
}

/** `undefined`: the cursor is that of a whole row, as an earlier release gave it, or none. */
function placeOf(after: string | undefined): Place | undefined {
  const [, cursor, seen, seq, hash, dossier] =
    /^([^/]+)\/(\d{1,15})\/(\d{1,15})(?:~([0-9a-f]{12}))?\/(.+)$/s.exec(after ?? '') ?? []
  if (cursor === undefined || dossier === undefined) return undefined
  return { cursor, dossier, seq: Number(seq), hash, seen: Number(seen) }
}

function unknown(dossier: string, seq: number): EngineError {
  const message = `expected a cursor of an event in this store, found one of row ${seq} of dossier ${dossier}, which is not there or is another: the store was restored from a backup, or is another one`
  return new EngineError('CURSOR_UNKNOWN', message, dossier)
}
