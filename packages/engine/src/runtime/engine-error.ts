import { REJECTION_CODES } from '../kernel/index.ts'
import { DESK_REJECTION_CODES, type DossierRejection } from '../lifecycle/index.ts'
import type { LogFields } from '../ports/index.ts'
import type { DataRejection } from './admission.ts'

/** Everything that a host may catch, and what it can do about it. */
export const ENGINE_ERROR_CODES = {
  PROCEDURE_UNKNOWN: 'Give the procedure to createEngine, or correct its code.',
  PROCEDURE_TWICE: 'Give each edition of a procedure to createEngine once, and each an `effective.from` of its own.',
  PROCEDURE_NOT_IN_FORCE: 'Give createEngine the edition that is in force on that day, or correct its `effective`.',
  DOSSIER_UNKNOWN: 'Check the id of the dossier.',
  TASK_UNKNOWN: 'Read the worklist again: the task is gone.',
  JOB_UNKNOWN: 'Check the id of the job.',
  JOB_NOT_PARKED: 'Only a parked job can be tried again or skipped by hand.',
  ACTOR_UNKNOWN: 'The identity adapter knows nobody by that id.',
  NOT_AUTHORISED: 'Ask somebody who has the role, and works for the agency or for every agency where it says so.',
  COMMAND_REJECTED: 'Read `rejection`: it says what was expected. Nothing was changed.',
  COMMAND_REUSED: 'Use a new command id for another request.',
  COMMAND_INVALID: 'Correct what it names, and send it again: nothing was changed.',
  OWN_REFUSED: 'Correct the statement: neither it nor the command was carried out.',
  AGENCY_UNNAMED: 'Name one of the agencies that this actor works for.',
  SCHEDULE_INVALID: 'Write a cron expression, as `0 7 * * 1`, or an ISO 8601 repetition, as `R/2026-01-05T07:00:00+07:00/P7D`.',
  SCHEDULE_REFUSED:
    'Put the schedule anew with what the procedure asks for now; begin by hand what was not begun. It is tried again at its next instant.',
  MESSAGE_EXPIRED: 'Nobody waited for the message in its time: look whether it matters, or give it longer.',
  OPTIONS_INVALID: 'Correct the option or the argument that it names.',
  ENGINE_NOT_STARTED: 'Call start() first, and nothing after stop().',
  STORE_BEHIND:
    'The store was restored from a backup: call reconcile(), or `motcua restored DB --witness FOLDER`, and read what it says was done since.',
  STORE_NOT_BEHIND: 'Nothing is to be reconciled: go on.',
  CURSOR_UNKNOWN:
    'The event behind which you stopped is not in this store: go on from the last one that you have seen and that is, or from the beginning.',
  SNAPSHOT_NEWER: 'A newer release has written this dossier: use that release.',
  ENGINE_BUSY:
    'Commands come faster than the store commits them: wait until some have been answered, then send it again under the same id.',
  HOST_LACKS: 'This host cannot do that: its README says what it has, and what to use instead.',
  BUSY: 'Another node keeps changing this dossier; try again.',
} as const

export type EngineErrorCode = keyof typeof ENGINE_ERROR_CODES

/**
 * What the engine tells the program that embeds it. `code` is stable; `remedy` says what the caller can do.
 *
 * @example
 * try { await engine.complete(task.id, {}, { as: 'an' }) } catch (error) {
 *   if (error instanceof EngineError && error.code === 'NOT_AUTHORISED') …
 * }
 */
export class EngineError extends Error {
  override readonly name: string = 'EngineError'
  readonly remedy: string
  /** Ids, codes and instants (milliseconds since 1970-01-01T00:00:00Z) of what it is about, which a log may show: nothing that a person wrote. */
  readonly about: LogFields

  constructor(
    readonly code: EngineErrorCode,
    message: string,
    readonly dossier?: string,
    { about = {}, ...options }: ErrorOptions & { readonly about?: LogFields } = {},
  ) {
    super(`${code}: ${readable(message)}`, options)
    this.about = about
    this.remedy = ENGINE_ERROR_CODES[code]
  }
}

/**
 * A command that the kernel, the lifecycle or the procedure's own look at the data refused. Nothing was changed. `rejection` says why, `remedy`
 * what to do about it.
 */
export class CommandRejected extends EngineError {
  override readonly name = 'CommandRejected'
  override readonly remedy: string

  constructor(
    readonly rejection: DossierRejection | DataRejection,
    dossier?: string,
  ) {
    super('COMMAND_REJECTED', `${rejection.code}: ${rejection.message}`, dossier)
    this.remedy = CURES[rejection.code] ?? ENGINE_ERROR_CODES.COMMAND_REJECTED
  }
}

const CURES: Readonly<Record<string, string>> = { ...REJECTION_CODES, ...DESK_REJECTION_CODES }

/** A message quotes what was found, be it a megabyte: it is for people, and for logs that keep each. */
const LONGEST = 2_000
const KEPT_OF_END = 200

function readable(message: string): string {
  if (message.length <= LONGEST) return message
  const [beginning, end] = [message.slice(0, LONGEST - KEPT_OF_END), message.slice(-KEPT_OF_END)]
  // The cuts may go through the middle of letters.
  return `${beginning.toWellFormed()} … (${message.length - LONGEST} letters left out) … ${end.toWellFormed()}`
}
