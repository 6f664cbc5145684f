import type { Database } from 'better-sqlite3'
import type { DossierHead } from '@motcua/engine/ports'
import { dossierCombination, type CountChanges } from './counts.ts'
import type { ReadyCommit, Standing } from './draft.ts'
import { dueOf } from './never.ts'
import { prepareSuspension } from './suspension.ts'
import { indexedWords } from './words.ts'

export interface DossierWrites {
  readonly standing: (dossier: string) => Standing | undefined
  /** The dossier's own row, its journal row and its snapshot; `false`: there is a row of this command, and nothing was written. */
  readonly write: (commit: ReadyCommit, standing: Standing | undefined, counts: CountChanges) => boolean
}

export function prepareDossierWrites(db: Database): DossierWrites {
  const standing = db.prepare<[string], Standing>(
    'SELECT ordinal, seq, head, search, combination, is_suspended FROM dossier WHERE dossier = ?',
  )
  const insert = db.prepare(
    `INSERT INTO dossier (seq, hash, head, search, combination, agency, procedure, applicant, code, standing, opened_at, due, is_ended,
       is_suspended, dossier)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const update = db.prepare(
    `UPDATE dossier SET seq = ?, hash = ?, head = ?, search = ?, combination = ?, agency = ?, procedure = ?, applicant = ?, code = ?,
       standing = ?, opened_at = ?, due = ?, is_ended = ?, is_suspended = ? WHERE ordinal = ?`,
  )
  // Most commands change nothing that lists show: no index is touched then.
  const advance = db.prepare('UPDATE dossier SET seq = ?, hash = ? WHERE ordinal = ?')
  const journal = prepareJournal(db)
  const snapshot = prepareSnapshot(db)
  const text = prepareText(db)
  const suspension = prepareSuspension(db)
  return {
    standing: (dossier) => standing.get(dossier),
    write(commit, before, counts) {
      const { dossier, row, head } = commit
      if (before !== undefined && !journal(commit)) return false
      const json = head === commit.headBefore ? before?.head : JSON.stringify(head)
      if (json !== undefined && before?.head === json) advance.run(row.seq, row.hash, before.ordinal)
      else {
        const combination = dossierCombination(head)
        const columns = [row.seq, row.hash, json, head.search, combination, ...columnsOf(head)]
        if (before === undefined) text.add(insert.run(...columns, dossier).lastInsertRowid, head.search)
        else {
          update.run(...columns, before.ordinal)
          if (before.search !== head.search) text.replace(before.ordinal, head.search)
          const isSuspended = head.suspendedAt !== null
          if (isSuspended !== (before.is_suspended === 1)) suspension(dossier, isSuspended)
        }
        if (before?.combination !== combination) {
          counts.add('dossier_count', before?.combination ?? null, -1)
          counts.add('dossier_count', combination, 1)
        }
      }
      // The row of a dossier comes before the first row of its journal.
      if (before === undefined) journal(commit)
      snapshot(commit)
      return true
    },
  }
}

function columnsOf(head: DossierHead): readonly (string | number | null)[] {
  const { agency, procedure, applicant, code, standing, openedAt, dueAt, endedAt, suspendedAt } = head
  const [isEnded, isSuspended] = [Number(endedAt !== null), Number(suspendedAt !== null)]
  return [agency, procedure, applicant, code, standing, openedAt, dueOf(dueAt), isEnded, isSuspended]
}

/** Gives whether the command is new. */
function prepareJournal(db: Database): (commit: ReadyCommit) => boolean {
  const insert = db.prepare(
    `INSERT INTO journal (dossier, seq, at, actor, command, type, events, previous, hash, digest, response, agency)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (dossier, command) DO NOTHING`,
  )
  return (commit) => {
    const { dossier, row, head, answer } = commit
    const { eventsText = JSON.stringify(row.events), responseText = JSON.stringify(answer.response) } = commit
    const { changes } = insert.run(
      ...[dossier, row.seq, row.at, row.actor, row.command, row.type, eventsText, row.previous, row.hash],
      ...[answer.digest, responseText, head.agency],
    )
    return changes === 1
  }
}

function prepareSnapshot(db: Database): (commit: ReadyCommit) => void {
  const replace = db.prepare(
    `INSERT INTO snapshot (dossier, seq, kernel, fingerprint, state) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (dossier) DO UPDATE SET seq = excluded.seq, kernel = excluded.kernel,
       fingerprint = excluded.fingerprint, state = excluded.state`,
  )
  return ({ dossier, snapshot }) => {
    if (snapshot === undefined) return
    const { seq, kernel, fingerprint, state } = snapshot
    replace.run(dossier, seq, kernel, fingerprint, JSON.stringify(state))
  }
}

/** The words that a dossier is found by. */
function prepareText(db: Database) {
  const insert = db.prepare('INSERT INTO dossier_text (rowid, marked, plain) VALUES (?, ?, ?)')
  const remove = db.prepare('DELETE FROM dossier_text WHERE rowid = ?')
  const text = {
    add(ordinal: number | bigint, search: string): void {
      insert.run(ordinal, ...indexedWords(search))
    },
    replace(ordinal: number, search: string): void {
      remove.run(ordinal)
      text.add(ordinal, search)
    },
  }
  return text
}
