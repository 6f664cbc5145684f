import type { Calendar } from '../calendar/index.ts'
import type { Variables } from '../kernel/index.ts'
import type { DossierEvent, Procedure } from '../lifecycle/index.ts'
import type {
  Archive,
  DocumentStore,
  Identity,
  JsonObject,
  JournalRow,
  Notifier,
  PaperStore,
  Portal,
  Renderer,
  SectorDatabase,
  SectorRegister,
  Signer,
  Timestamper,
} from '../ports/index.ts'
import type { Admit } from './admission.ts'
import type { DossierView } from './view.ts'

/** The world, as this deployment has it. Only who is acting must be known; a job that needs another adapter names it. */
export interface Adapters {
  readonly identity: Identity
  readonly signer?: Signer
  readonly portal?: Portal
  readonly documents?: DocumentStore
  readonly archive?: Archive
  readonly renderer?: Renderer
  readonly notifier?: Notifier
  /** Stamps the seals of the journal. */
  readonly timestamper?: Timestamper
  /** The electronic data store of citizens and organisations. */
  readonly papers?: PaperStore
  /** National and sector databases, by the names that definitions use under `reuse`. */
  readonly databases?: Readonly<Record<string, SectorDatabase>>
  /** National and sector databases that take changes, by the names that the job `record-change` uses. */
  readonly registers?: Readonly<Record<string, SectorRegister>>
}

/** What a job handler is given. */
export interface JobContext {
  readonly type: string
  /** Stable over every try of this job: hand it to whatever takes an idempotency key. */
  readonly key: string
  readonly input: JsonObject
  /** The element that waits; `null`: nobody does. */
  readonly element: string | null
  readonly dossier: DossierView
  readonly procedure: Procedure
  /** When the agency that settles it works. */
  readonly calendar: Calendar
  readonly adapters: Adapters
  /** Instant of the command that created the job, the same over every try; milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number
  /**
   * Aborts when this try no longer counts: the job was cancelled, its lease was lost, or the handler took longer than `jobLimitMs`. Whoever
   * hands it on to what it waits for does nothing in vain.
   */
  readonly signal: AbortSignal
  /**
   * What is known of earlier tries of this job, since it was made or a person let it be tried again: there were none, they surely did
   * nothing, or one of them may have done its work (its process died, or the peer did not answer). A handler whose peer takes no idempotency
   * key must ask the peer before it does anything again, and where that cannot tell, throw an `AdapterFailure` that is final: a person does.
   */
  readonly earlier: 'none' | 'failed' | 'unknown'
  /** The next serial number of a series, from 1; the same key always gets the same. */
  readonly serial: (series: string, key: string) => Promise<number>
  /** The dossier's whole journal. */
  readonly journal: () => Promise<readonly JournalRow[]>
}

/**
 * Does a job; may be called again after a crash, with the same key. Returns the variables that the element sets.
 *
 * Throws `AdapterFailure` to be tried again or, with `retry: false`, to become an incident at once, {@link ProcessError} for a BPMN error. Whatever else it
 * throws is tried again, and an incident `HANDLER_THREW` after the last try.
 */
export type JobHandler = (job: JobContext) => Promise<Variables | undefined> | Promise<void>

/** A BPMN error that a boundary event of the procedure may catch. */
export class ProcessError extends Error {
  override readonly name = 'ProcessError'
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

/** A job that no token waits for: it tells the world what happened. */
export interface SideJob {
  readonly type: string
  /** Jobs of one dossier and lane run one after another. */
  readonly lane: string | null
  readonly input: JsonObject
}

/** One accepted command, as `reactions` sees it. */
export interface AcceptedCommand {
  readonly events: readonly DossierEvent[]
  /** TrangThaiHoSo before it, 1 to 10. */
  readonly nationalStatusBefore: number
  /** The dossier after it. */
  readonly dossier: DossierView
  /** Sequence number of its journal row. */
  readonly seq: number
  readonly at: number
  readonly actor: string
  readonly adapters: Adapters
}

/** A procedure with what runs it: handlers for its jobs, and what the world is told. */
export interface ProcedureModule {
  readonly procedure: Procedure
  /** When the agency that settles it works; the engine's calendar by default. */
  readonly calendar?: Calendar
  readonly jobs?: Readonly<Record<string, JobHandler>>
  /** Looks at what people send, before anything changes; what the world reports is never turned away. */
  readonly admit?: Admit
  /** Pure: which side jobs follow from one accepted command. */
  readonly reactions?: (command: AcceptedCommand) => readonly SideJob[]
}
