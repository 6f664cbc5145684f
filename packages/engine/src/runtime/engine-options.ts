import type { Calendar } from '../calendar/index.ts'
import type { Clock, Ids, Logger, Store, Witness } from '../ports/index.ts'
import { EngineError } from './engine-error.ts'
import {
  eachOf,
  fields,
  listOf,
  numberFrom,
  oneOf,
  only,
  optional,
  orNull,
  record,
  text,
  that,
  wholeFrom,
  type Check,
  type Fields,
} from '../diagnostics/index.ts'
import { calendar } from '../kernel/shape.ts'
import { procedure } from '../lifecycle/shape.ts'
import { having } from './face/must-take.ts'
import type { JobNotice } from './jobs.ts'
import type { Adapters, ProcedureModule } from './procedure-module.ts'
import type { RetryPolicy } from './retry.ts'

/** What an engine is made of. */
export interface EngineOptions {
  /** Where dossiers and their journals are: `memoryStore()`, or one of `@motcua/adapters`. The engine opens and closes it. */
  readonly store: Store
  /** What can be lodged here: as `oneStop` of `@motcua/procedures` makes them, or `{ procedure }` alone. */
  readonly procedures: readonly ProcedureModule[]
  /** The world: who is who, and whatever else the jobs of the procedures need. */
  readonly adapters: Adapters
  /** The machine's clock by default; where the store has one that all nodes share, it is held to that. */
  readonly clock?: Clock
  /** For tests, whose identifiers come from a seed. */
  readonly ids?: Ids
  /**
   * Whose dossiers, messages, signals and schedules are where nobody names an agency. Absent: no agency's, as where a store serves one
   * alone; staff whom the identity adapter gives `agencies` do not see those.
   */
  readonly agency?: string
  /** When the agency works; Vietnam's civil service by default. */
  readonly calendar?: Calendar
  /** When a failed job is tried again: fourteen tries over two to four hours unless told. */
  readonly retry?: RetryPolicy
  /**
   * How long a node that is silent counts as alive: what it had taken up passes on to another one then. A node renews what it is still at, so
   * that nothing is begun twice. 30 s unless told, at least 1 s.
   */
  readonly leaseMs?: number
  /** A job's handler that takes longer is given up, and its try counts as one whose end nobody knows. 10 minutes unless told, at least 1 s. */
  readonly jobLimitMs?: number
  /** `elsewhere`: somebody else fires timers and does jobs, by {@link EngineHost.fireTimer} and its like. */
  readonly background?: 'own' | 'elsewhere'
  /**
   * Seals the journal every so often: what was committed is then proved by the signer's key and a time stamp, not by the store alone. Once an
   * hour unless told; `null`: never. Signed by `adapters.signer`, stamped by `adapters.timestamper`, where they are there.
   */
  readonly sealing?: { readonly everyMs: number } | null
  /**
   * Commands of people and systems that may be on their way at once: one more is refused with ENGINE_BUSY and nothing of it was done. 10,000
   * unless told.
   */
  readonly commandsAtOnce?: number
  /**
   * Steps that one command may take until its dossier waits again, and a hundred times as many of its expressions: a procedure that goes round
   * and round is refused with STEPS_EXCEEDED, and holds up the others of its node for so long at most. 100,000 unless told, which take some tenths of a second.
   */
  readonly mostSteps?: number
  /**
   * Sees, outside of the store, what is committed and done: a store that was restored from a backup is noticed by it, and takes no command
   * before an operator calls `reconcile`.
   */
  readonly witness?: Witness
  /** Told of every try of every job. */
  readonly onJob?: (notice: JobNotice) => void
  /** Told what the engine does, without any personal data. */
  readonly logger?: Logger
  /** Told of what goes wrong outside of any command, as a store that cannot be reached. */
  readonly onError?: (error: unknown) => void
}

/** A lease or a limit below this is over before a store on a busy disk has answered. */
const LEAST_MS = 1_000

export const USUAL_STEPS = 100_000

const call = that('a function', (value) => typeof value === 'function')
const adapter = that('an object', (value) => (typeof value === 'object' && value !== null) || typeof value === 'function')
const mayAdapter = optional(adapter)
const mayEach = (check: Check) => optional(eachOf(check))
const store = having('a store: memoryStore(), or one of @motcua/adapters', 'open', 'close', 'commit')

const ADAPTERS = {
  identity: having('an identity adapter with find', 'find'),
  ...{ signer: mayAdapter, portal: mayAdapter, documents: mayAdapter, archive: mayAdapter, renderer: mayAdapter },
  ...{ notifier: mayAdapter, timestamper: mayAdapter, papers: mayAdapter },
  ...{ databases: mayEach(adapter), registers: mayEach(adapter) },
}

const MODULE: Fields = {
  ...{ procedure, calendar: optional(calendar) },
  ...{ jobs: mayEach(call), admit: optional(call), reactions: optional(call) },
}

const RETRY: Fields = {
  ...{ tries: numberFrom(1), firstMs: numberFrom(0), mostMs: numberFrom(0) },
  unaskedMs: optional(numberFrom(0)),
}

const OPTIONS = only({
  ...{ store, procedures: listOf(only(MODULE)), adapters: only(ADAPTERS) },
  clock: optional(having('a clock with now and wake', 'now', 'wake')),
  ids: optional(having('ids with next and salt', 'next', 'salt')),
  ...{ agency: optional(text), calendar: optional(calendar), retry: optional(only(RETRY)) },
  ...{ leaseMs: optional(wholeFrom(LEAST_MS)), jobLimitMs: optional(wholeFrom(LEAST_MS)) },
  background: optional(oneOf('own', 'elsewhere')),
  sealing: optional(orNull(only({ everyMs: wholeFrom(1) }))),
  ...{ commandsAtOnce: optional(wholeFrom(1)), mostSteps: optional(wholeFrom(1)) },
  witness: optional(having('a witness: fileWitness of @motcua/adapters/witness', 'open', 'tell', 'flush', 'reconcile', 'close')),
  onJob: optional(call),
  logger: optional(having('a logger with debug, info, warn and error', 'debug', 'info', 'warn', 'error')),
  onError: optional(call),
})

/** What a host elsewhere is made of, again for each call: its own options were looked at when it began. */
const PARTS = fields({
  store: record,
  procedures: listOf(fields({ procedure: record })),
  adapters: fields({ identity: ADAPTERS.identity }),
})

/** @throws EngineError OPTIONS_INVALID */
export function mustBeUsable(options: EngineOptions): void {
  mustPass(OPTIONS, options)
}

/** @throws EngineError OPTIONS_INVALID */
export function mustHaveParts(options: unknown): void {
  mustPass(PARTS, options)
}

function mustPass(check: Check, options: unknown): void {
  const fault = check(options, 'options')
  if (fault !== undefined) throw new EngineError('OPTIONS_INVALID', fault)
}
