import type { Commit } from './commit.ts'
import { StoreFailure } from './failure.ts'

/** A page of a list has at most so many items. */
const LARGEST_PAGE = 1_000

/**
 * What every store refuses before it writes. Looked at before JSON makes `null` of numbers that it does not know.
 *
 * @throws StoreFailure STORE_INPUT_INVALID where a commit contradicts itself
 */
export function mustBeConsistent(commit: Commit): void {
  try {
    agrees(commit)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw inputInvalid(
      `expected a commit with its row, head, answer, tasks, timers and jobs, found one without: ${error.message}`,
      error,
    )
  }
}

function agrees(commit: Commit): void {
  const { dossier, row, head, answer, tasks, timers, jobs, erase } = commit
  const subscriptions = commit.subscriptions?.open ?? NONE
  const incidents = commit.incidents?.open ?? NONE
  mustBeOf(dossier, row.dossier)
  for (const part of jobs.add) mustBeOf(dossier, part.dossier)
  // Most commits have none of the others.
  if (tasks.open.length > 0) mustBeIn(dossier, tasks.open)
  if (timers.set.length > 0) mustBeIn(dossier, timers.set)
  if (subscriptions.length > 0) mustBeIn(dossier, subscriptions)
  if (incidents.length > 0) mustBeIn(dossier, incidents)
  if (answer.command !== row.command) throw inputInvalid(`expected the answer to ${row.command}, found ${answer.command}'s`)
  mustBeWhole(row.at, 'the instant of a row')
  mustBeWhole(head.openedAt, 'the opening of a dossier')
  mustBeWholeOrNone(head.dueAt, 'the due instant of a dossier')
  mustBeWholeOrNone(head.endedAt, 'the end of a dossier')
  if (head.endedAt !== null && head.endedAt < head.openedAt)
    throw inputInvalid(`expected an end that is not before the opening at ${head.openedAt}, found one at ${head.endedAt}`)
  mustBeWholeOrNone(head.suspendedAt, 'the suspension of a dossier')
  for (const task of tasks.open) {
    mustBeWhole(task.openedAt, 'the opening of', task.id)
    mustBeWholeOrNone(task.dueAt, 'the due instant of', task.id)
  }
  for (const timer of timers.set) mustBeWhole(timer.due, 'the due instant of', timer.id)
  for (const job of jobs.add) mustBeWhole(job.at, 'the first try of', job.id)
  for (const incident of incidents) mustBeWhole(incident.raisedAt, 'the raising of', incident.id)
  if (erase !== undefined) mustBeWhole(erase.upTo, 'the last row to erase')
}

const NONE: readonly never[] = []

function mustBeIn(dossier: string, parts: readonly { readonly id: string; readonly dossier: string }[]): void {
  for (const part of parts) {
    mustBeOf(dossier, part.dossier)
    if (part.id[dossier.length] !== ':' || !part.id.startsWith(dossier))
      throw inputInvalid(`expected an id that begins with "${dossier}:", found "${part.id}"`)
  }
}

function mustBeOf(dossier: string, found: string): void {
  if (found !== dossier) throw inputInvalid(`expected what belongs to dossier ${dossier}, found ${found}'s`)
}

/** @throws StoreFailure STORE_INPUT_INVALID */
export function mustBeWhole(instant: number, what: string, id?: string): number {
  if (Number.isSafeInteger(instant)) return instant
  const named = id === undefined ? what : `${what} ${id}`
  throw inputInvalid(`expected a whole number as ${named}, found ${instant}`)
}

function mustBeWholeOrNone(instant: number | null, what: string, id?: string): void {
  if (instant !== null) mustBeWhole(instant, what, id)
}

/** How many rows a reader wants, none at least. @throws StoreFailure STORE_INPUT_INVALID */
export function mustBeLimit(limit: number): number {
  if (!Number.isSafeInteger(limit) || limit < 0) throw inputInvalid(`expected a whole number as limit, found ${limit}`)
  return limit
}

/** @throws StoreFailure STORE_INPUT_INVALID */
export function mustBePageSize(limit: number): number {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > LARGEST_PAGE)
    throw inputInvalid(`expected a page of 1 to ${LARGEST_PAGE} items, found ${limit}`)
  return limit
}

export function inputInvalid(message: string, cause?: unknown): StoreFailure {
  return new StoreFailure('STORE_INPUT_INVALID', message, cause)
}
