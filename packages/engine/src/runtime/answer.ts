import type { JournalRow, Json } from '../ports/index.ts'
import type { TraceParent } from './telemetry.ts'

/** What the sender of an accepted command is told, also when they send it again: where it stands in the journal, and in which trace it was. */
export function answerTo({ dossier, seq, at }: Pick<JournalRow, 'dossier' | 'seq' | 'at'>, trace?: TraceParent) {
  return trace === undefined ? { dossier, seq, at } : { dossier, seq, at, trace }
}

/** Whether it says what its row says. The trace is in no row: of that it is known only that it is one. */
export function isAnswerTo(row: JournalRow, answer: Json | undefined): boolean {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return false
  const { dossier, seq, at, trace = '', ...others } = answer as Readonly<Record<string, Json>>
  if (typeof trace !== 'string' || Object.keys(others).length > 0) return false
  return dossier === row.dossier && seq === row.seq && at === row.at
}
