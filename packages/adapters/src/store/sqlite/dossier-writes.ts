import type { Database } from 'better-sqlite3'
import type { CountChanges } from './counts.ts'
import { WIDTHS, type Draft, type HeadValues, type JournalValues, type Value } from './draft.ts'
import type { Remembered, Standing } from './remembered.ts'
import { prepareSuspension } from './suspension.ts'
import { indexedWords } from './words.ts'

export interface DossierWrites {
  readonly standing: (dossier: string) => Standing | undefined
  /** The dossier's own row, its journal row and its snapshot; `false`: there is a row of this command, and nothing was written. */
  readonly write: (draft: Draft, standing: Standing | undefined, counts: CountChanges) => boolean
}

export function prepareDossierWrites(db: Database, { dossiers }: Remembered): DossierWrites {
  const standing = db.prepare<[string], Standing>('SELECT ordinal, seq, combination, hash FROM dossier WHERE dossier = ?').raw()
  const writeHead = prepareHead(db)
  const journal = prepareJournal(db)
  const snapshot = db.prepare<Value[]>(
    `INSERT INTO snapshot (dossier, seq, kernel, fingerprint, state) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (dossier) DO UPDATE SET seq = excluded.seq, kernel = excluded.kernel,
       fingerprint = excluded.fingerprint, state = excluded.state`,
  )
  return {
    standing: (dossier) => dossiers.get(dossier) ?? standing.get(dossier),
    write(draft, before, counts) {
      if (before !== undefined && !journal(draft.journal)) return false
      const [dossier, seq, , , , , , , hash] = draft.journal
      const [ordinal, combination] = writeHead(draft, before, counts)
      // One that has ended is seldom written to again.
      if (combination === null) dossiers.delete(dossier)
      else dossiers.set(dossier, [ordinal, seq, combination, hash])
      // The row of a dossier comes before the first row of its journal.
      if (before === undefined) journal(draft.journal)
      if (draft.snapshot !== null) snapshot.run(...draft.snapshot)
      return true
    },
  }
}

/** What {@link Draft.head} has, in its order. */
const SHOWN = ['head', 'combination', 'standing']
const PLACED = ['search', 'agency', 'procedure', 'applicant', 'code', 'opened_at', 'due', 'is_ended', 'is_suspended']

/** Gives where the dossier's row is, and what it is counted by now. */
type WriteHead = (
  draft: Draft,
  before: Standing | undefined,
  counts: CountChanges,
) => readonly [ordinal: number, combination: string | null]

function prepareHead(db: Database): WriteHead {
  const columns = ['seq', 'hash', ...SHOWN, ...PLACED]
  const insert = db.prepare<Value[]>(
    `INSERT INTO dossier (dossier, ${columns.join(', ')}) VALUES (?, ${columns.map(() => '?').join(', ')})`,
  )
  const set = (names: readonly string[], more = '') =>
    db.prepare<Value[]>(`UPDATE dossier SET ${names.map((name) => `${name} = ?`).join(', ')}${more} WHERE ordinal = ?`)
  // Most commands change nothing that lists are sorted by: an index that has a column which is set is written anew.
  const [advance, stage] = [set(['seq', 'hash']), set(['seq', 'hash', 'stages', 'combination'])]
  // A head has its stages.
  const [show, place] = [set(['seq', 'hash', ...SHOWN], ', stages = NULL'), set(columns, ', stages = NULL')]
  const was = db
    .prepare<[number], [search: string, isSuspended: number]>('SELECT search, is_suspended FROM dossier WHERE ordinal = ?')
    .raw()
  const text = prepareText(db)
  const suspension = prepareSuspension(db)
  return ({ journal, head }, before, counts) => {
    const [dossier, seq, , , , , , , hash] = journal
    if (head.length === 0 && before !== undefined) {
      advance.run(seq, hash, before[0])
      return [before[0], before[2]]
    }
    const [, combination, , search, , , , , , , , isSuspended] = head as unknown as HeadValues
    const ordinal = before?.[0] ?? Number(insert.run(dossier, seq, hash, ...head).lastInsertRowid)
    if (before === undefined) text.add(ordinal, search)
    else if (head.length === WIDTHS.staged) stage.run(seq, hash, ...head, before[0])
    else if (head.length === WIDTHS.shown) show.run(seq, hash, ...head, before[0])
    else {
      const [searchBefore, wasSuspended] = was.get(before[0]) ?? ['', 0]
      place.run(seq, hash, ...head, before[0])
      if (searchBefore !== search) text.replace(before[0], search)
      if (wasSuspended !== isSuspended) suspension(dossier, isSuspended === 1)
    }
    const combinationBefore = before?.[2] ?? null
    if (combinationBefore !== combination) {
      counts.add('dossier_count', combinationBefore, -1)
      counts.add('dossier_count', combination, 1)
    }
    return [ordinal, combination]
  }
}

/** Gives whether the command is new. */
function prepareJournal(db: Database): (values: JournalValues) => boolean {
  const insert = db.prepare<Value[]>(
    `INSERT INTO journal (dossier, seq, at, actor, command, type, events, previous, hash, digest, response, agency)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (dossier, command) DO NOTHING`,
  )
  return (values) => insert.run(...values).changes === 1
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
