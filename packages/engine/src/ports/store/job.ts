import type { JsonObject } from '../json.ts'

export interface NewJob {
  readonly id: string
  readonly dossier: string
  readonly type: string
  /** Jobs of one dossier and lane run one after another, in the order they were added. `null`: no lane. */
  readonly lane: string | null
  /** The element instance that waits for this job; `null`: nobody waits, the job only tells the world. */
  readonly instance: number | null
  /** Stable over every try: an adapter hands it to a peer that takes one. */
  readonly key: string
  readonly input: JsonObject
  readonly at: number
}

/**
 * `queued` waits for `at`, `leased` is being tried, `parked` needs a person, `done`, `cancelled` and `skipped` (a person's word) are
 * over.
 */
export type JobStatus = 'queued' | 'leased' | 'parked' | 'done' | 'cancelled' | 'skipped'

export interface StoredJob extends NewJob {
  readonly status: JobStatus
  /** How often it was claimed since it was added or retried by a person. */
  readonly tries: number
  /** `null` unless leased. */
  readonly leasedUntil: number | null
  /** The last failure; it stays when the job is tried again. */
  readonly lastError: JobError | null
  /** Whose word ended or requeued it last, and why; `null`: nobody's. */
  readonly settled: { readonly actor: string; readonly reason: string; readonly at: number } | null
}

export interface JobError {
  readonly code: string
  readonly message: string
  /** Which try it ended; absent: before tries were told apart, or before a person let the job be tried again. */
  readonly try?: number
  /** The peer may have done what it was asked, in this try or an earlier one. Absent once a person let the job be tried again. */
  readonly isUncertain?: true
  /** Those of the job's tries that were refused before the peer was asked. Absent: none, or a person let the job be tried again. */
  readonly unasked?: UnaskedTries
}

export interface UnaskedTries {
  readonly times: number
  /** When the first of them was refused. */
  readonly since: number
}

export interface JobQuery {
  /** Of the dossiers of this agency. */
  readonly agency?: string
  readonly dossier?: string
  readonly status?: JobStatus
  /** Those that are queued, leased or parked. */
  readonly isUnfinished?: true
  readonly type?: string
  readonly limit: number
}

export type JobRelease =
  { readonly to: 'queued'; readonly at: number; readonly error: JobError } | { readonly to: 'parked'; readonly error: JobError }

/** `input` replaces the job's own where it was wrong. */
export type JobSettlement = {
  readonly actor: string
  readonly reason: string
  readonly at: number
} & ({ readonly to: 'queued'; readonly input?: JsonObject } | { readonly to: 'skipped' })
