import type { DossierHead, Snapshot } from './dossier.ts'
import type { StoreFailure } from './failure.ts'
import type { StoredIncident } from './incident.ts'
import type { NewJob } from './job.ts'
import type { JournalRow, StoredAnswer } from './journal.ts'
import type { StoredSubscription } from './message.ts'
import type { StoredTask } from './task.ts'
import type { StoredTimer } from './timer.ts'

/**
 * What one accepted command changes. Ids of tasks, timers, jobs, subscriptions and incidents that belong to another dossier, or to
 * nobody, are passed over.
 */
export interface Commit {
  readonly dossier: string
  /** `row.seq - 1` must be the dossier's last sequence number: 0 for a new dossier. */
  readonly row: JournalRow
  /** `row.events` as JSON, where whoever sealed them has made it along the way; absent: it is yet to be made. */
  readonly eventsText?: string
  readonly head: DossierHead
  /**
   * The head that stands in the store as long as `row.seq - 1` is the dossier's last; the very object `head` where nothing of it has
   * changed, which spares comparing. Absent: not known.
   */
  readonly headBefore?: DossierHead
  /** Replaces the snapshot; absent: the old one stays. */
  readonly snapshot?: Snapshot
  /** `close` applies before `open`; opening an open task replaces it. */
  readonly tasks: { readonly open: readonly StoredTask[]; readonly close: readonly string[] }
  /** `clear` applies before `set`; setting a set timer replaces it. */
  readonly timers: { readonly set: readonly StoredTimer[]; readonly clear: readonly string[] }
  /** `add` applies first: an id is used once. A job that is over stays as it is. Finishing needs no lease. */
  readonly jobs: { readonly add: readonly NewJob[]; readonly finish: readonly string[]; readonly cancel: readonly string[] }
  /** `close` applies before `open`; opening an open one replaces it. Absent: none. */
  readonly subscriptions?: { readonly open: readonly StoredSubscription[]; readonly close: readonly string[] }
  /** `close` applies before `open`. Absent: none. */
  readonly incidents?: { readonly open: readonly StoredIncident[]; readonly close: readonly string[] }
  /** Kept messages that this command delivered. Where one has been taken already or has expired, the commit is a `conflict`. */
  readonly takes?: readonly string[]
  /**
   * Payloads that are erased for ever: in every journal row of the dossier with `seq <= upTo`, `data` and `salt` become `null`; in its
   * jobs that are over, `input` becomes `{}`, `lastError.message` and `settled.reason` the empty text, and so it does in the others of a dossier that
   * has ended, when one of them is finished or skipped; the word that skips it stays. An older snapshot goes; digests and hashes stay.
   */
  readonly erase?: { readonly upTo: number }
  /** The embedder's own rows, written in the same transaction. A store that has no SQL refuses them. */
  readonly own?: readonly OwnStatement[]
  /** `answer.command` is `row.command`. */
  readonly answer: StoredAnswer
}

/** One SQL statement in the store's own dialect and style of parameters. */
export interface OwnStatement {
  readonly sql: string
  readonly params: readonly (string | number | boolean | null)[]
}

/**
 * `conflict`: the dossier stands at `seq`, or under another hash than the row's `previous`: another command was first, or what the row follows from
 * is gone, as after a restore; or a message of `takes` is gone. `duplicate`: this command id was
 * committed before. `refused`: a statement of `own` failed; nothing of this commit was done. `failed`: as if `commit` had thrown this for the
 * commit alone, while the others of its batch have outcomes of their own.
 */
export type CommitOutcome =
  | { readonly status: 'committed' }
  | { readonly status: 'conflict'; readonly seq: number }
  | { readonly status: 'duplicate'; readonly answer: StoredAnswer }
  | { readonly status: 'refused'; readonly message: string }
  | { readonly status: 'failed'; readonly failure: StoreFailure }
