import { StoreFailure } from '@motcua/engine/ports'
import type { Commit } from '@motcua/engine/ports'

/** @throws StoreFailure STORE_INPUT_INVALID where a commit contradicts itself */
export function mustBeConsistent({ dossier, row, answer, tasks, timers, jobs }: Commit): void {
  for (const part of [row, ...tasks.open, ...timers.set, ...jobs.add]) {
    if (part.dossier !== dossier) throw invalid(`expected what belongs to dossier ${dossier}, found ${part.dossier}'s`)
  }
  if (answer.command !== row.command) throw invalid(`expected the answer to ${row.command}, found ${answer.command}'s`)
  mustBeWhole(row.at, 'the instant of a row')
  for (const task of tasks.open) {
    mustBeWhole(task.openedAt, `the opening of ${task.id}`)
    if (task.dueAt !== null) mustBeWhole(task.dueAt, `the due instant of ${task.id}`)
  }
  for (const timer of timers.set) mustBeWhole(timer.due, `the due instant of ${timer.id}`)
  for (const job of jobs.add) mustBeWhole(job.at, `the first try of ${job.id}`)
}

/** @throws StoreFailure STORE_INPUT_INVALID */
export function mustBeWhole(instant: number, what: string): number {
  if (!Number.isSafeInteger(instant)) throw invalid(`expected whole milliseconds as ${what}, found ${instant}`)
  return instant
}

/** SQLite reads a negative limit as none at all. @throws StoreFailure STORE_INPUT_INVALID */
export function mustBeLimit(limit: number): number {
  if (!Number.isSafeInteger(limit) || limit < 0) throw invalid(`expected a whole number as limit, found ${limit}`)
  return limit
}

function invalid(message: string): StoreFailure {
  return new StoreFailure('STORE_INPUT_INVALID', message)
}
