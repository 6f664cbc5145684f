import type { Database } from 'better-sqlite3'
import type { CountChanges } from './counts.ts'
import { WIDTHS, type Draft, type HeadValues, type JournalValues, type Value } from './draft.ts'
import type { Remembered, Standing } from './remembered.ts'
import { prepareSuspension } from './suspension.ts'
import { indexedWords } from './words.ts'

export interface DossierWrites {
  readonly standing: (dossier: string) => Standing | undefined
  /**
   * The dossier's own row, its journal row and its snapshot. Gives where it stands then; `undefined`: there is a row of this command, and
   * nothing was written.
   */
  readonly write: (draft: Draft, standing: Standing | undefined, counts: CountChanges) => Standing | undefined
}

export function prepareDossierWrites(db: Database, { dossiers }: Remembered): DossierWrites {
  const find = db.prepare<[string], Omit<Standing, 'tasks'>>(
    'SELECT ordinal, seq, combination, hash FROM dossier WHERE dossier = ?',
  )
  const read = (dossier: string): Standing | undefined => {
    const found = find.get(dossier)
    if (found === undefined) return undefined
    const standing = { ...found, tasks: [] }
    dossiers.set(dossier, standing)
    return standing
  }
  const writeHead = prepareHead(db)
  const journal = prepareJournal(db)
  const snapshot = db.prepare<Value[]>(
    `INSERT INTO snapshot (dossier, seq, kernel, fingerprint, state) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (dossier) DO UPDATE SET seq = excluded.seq, kernel = excluded.kernel,
       fingerprint = excluded.fingerprint, state = excluded.state`,
  )
  return {
    standing: (dossier) => dossiers.get(dossier) ?? read(dossier),
    write(draft, before, counts) {
      if (before !== undefined && !journal(draft.journal)) return undefined
      const [dossier] = draft.journal
      const after = writeHead(draft, before, counts)
      // One that has ended is seldom written to again.
      if (after.combination === null) dossiers.delete(dossier)
      else if (before === undefined) dossiers.set(dossier, after)
      // The row of a dossier comes before the first row of its journal.
      if (before === undefined) journal(draft.journal)
      if (draft.snapshot !== null) snapshot.run(dossier, ...draft.snapshot)
      return after
    },
  }
}

/** What {@link Draft.head} has, in its order. */
const SHOWN = ['head', 'combination', 'standing']
const PLACED = ['search', 'agency', 'procedure', 'applicant', 'code', 'opened_at', 'due', 'is_ended', 'is_suspended']

/** Moves the dossier on, a new one from nothing. */
type WriteHead = (draft: Draft, before: Standing | undefined, counts: CountChanges) => Standing

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
    const [, combination = null, , search, , , , , , , , isSuspended] = head as Partial<HeadValues>
    if (before === undefined) {
      const ordinal = Number(insert.run(dossier, seq, hash, ...head).lastInsertRowid)
      text.add(ordinal, search ?? '')
      counts.add('dossier_count', combination, 1)
      return { ordinal, seq, combination, hash, tasks: [] }
    }
    const { ordinal } = before
    if (head.length === 0) advance.run(seq, hash, ordinal)
    else if (head.length === WIDTHS.staged) stage.run(seq, hash, ...head, ordinal)
    else if (head.length === WIDTHS.shown) show.run(seq, hash, ...head, ordinal)
    else {
      const [searchBefore, wasSuspended] = was.get(ordinal) ?? ['', 0]
      place.run(seq, hash, ...head, ordinal)
      if (searchBefore !== search) text.replace(ordinal, search ?? '')
      if (wasSuspended !== isSuspended) suspension(dossier, isSuspended === 1)
    }
    if (head.length > 0 && before.combination !== combination) {
      counts.add('dossier_count', before.combination, -1)
      counts.add('dossier_count', combination, 1)
      before.combination = combination
    }
    before.seq = seq
    before.hash = hash
    return before
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
