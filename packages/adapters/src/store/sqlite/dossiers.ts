import type { Database } from 'better-sqlite3'
import { inputInvalid, mustBeLimit } from '@motcua/engine/ports'
import type {
  DossierHead,
  FeedAnswer,
  FeedRow,
  JournalEvent,
  JournalLink,
  JournalRow,
  Json,
  StoredAnswer,
  StoredDefinition,
  StoredDossier,
} from '@motcua/engine/ports'
import { Conditions, statementsOf } from './statements.ts'

export interface Dossiers {
  load(dossier: string): StoredDossier | undefined
  journal(dossier: string, after: number, limit: number): readonly JournalRow[]
  feed(after: string | null, limit: number, only?: { readonly dossier?: string; readonly agency?: string }): readonly FeedRow[]
  links(after: string | null, limit: number): readonly JournalLink[]
  answers(after: string | null, limit: number): readonly FeedAnswer[]
  answer(dossier: string, command: string): StoredAnswer | undefined
  putDefinition(definition: StoredDefinition): void
  definition(fingerprint: string): StoredDefinition | undefined
}

/** What dossiers went through, and the definitions they were started with. */
export function prepareDossiers(db: Database): Dossiers {
  const load = db.prepare<[string], DossierRow>(
    `SELECT dossier.dossier, dossier.seq, hash, head, stages, snapshot.seq AS snapshot_seq, kernel, fingerprint, state
     FROM dossier LEFT JOIN snapshot USING (dossier) WHERE dossier = ?`,
  )
  const journal = db.prepare<[string, number, number], RowRow>(
    `SELECT ${COLUMNS} FROM journal WHERE dossier = ? AND seq > ? ORDER BY seq LIMIT ?`,
  )
  const answer = db.prepare<[string, string], { digest: string; response: string }>(
    'SELECT digest, response FROM journal WHERE dossier = ? AND command = ?',
  )
  const put = db.prepare(
    `INSERT INTO definition (fingerprint, procedure, version, definition) VALUES (?, ?, ?, ?)
     ON CONFLICT (fingerprint) DO NOTHING`,
  )
  const definition = db.prepare<[string], Omit<StoredDefinition, 'definition'> & { definition: string }>(
    'SELECT * FROM definition WHERE fingerprint = ?',
  )
  return {
    load: (dossier) => dossierOf(load.get(dossier)),
    journal: (dossier, after, limit) => journal.all(dossier, after, mustBeLimit(limit)).map(rowOf),
    ...prepareFeed(db),
    answer(dossier, command) {
      const found = answer.get(dossier, command)
      return found && { command, digest: found.digest, response: JSON.parse(found.response) as Json }
    },
    putDefinition(given) {
      put.run(given.fingerprint, given.procedure, given.version, JSON.stringify(given.definition))
    },
    definition(fingerprint) {
      const found = definition.get(fingerprint)
      return found && { ...found, definition: JSON.parse(found.definition) as Json }
    },
  }
}

const COLUMNS = 'position, dossier, seq, at, actor, command, type, events, previous, hash'

/** A row's cursor is its rowid. */
function prepareFeed(db: Database): Pick<Dossiers, 'feed' | 'links' | 'answers'> {
  const statement = statementsOf<RowRow>(db)
  const links = db.prepare<[number, number], { position: number; dossier: string; seq: number; hash: string }>(
    'SELECT position, dossier, seq, hash FROM journal WHERE position > ? ORDER BY position LIMIT ?',
  )
  const answers = db.prepare<[number, number], { position: number; response: string }>(
    'SELECT position, response FROM journal WHERE position > ? ORDER BY position LIMIT ?',
  )
  return {
    feed(after, limit, { dossier, agency } = {}) {
      const conditions = new Conditions()
        .holds('position > ?', positionOf(after))
        .is('dossier = ?', dossier)
        .is('agency = ?', agency)
      // Within a dossier both orders are one; this one has an index.
      const order = dossier === undefined ? 'position' : 'seq'
      const sql = `SELECT ${COLUMNS} FROM journal WHERE ${conditions.sql} ORDER BY ${order} LIMIT ?`
      const rows = statement(sql).all(...conditions.values, mustBeLimit(limit))
      return rows.map((row) => ({ cursor: String(row.position), row: rowOf(row) }))
    },
    links(after, limit) {
      const rows = links.all(positionOf(after), mustBeLimit(limit))
      return rows.map(({ position, ...link }) => ({ cursor: String(position), ...link }))
    },
    answers(after, limit) {
      const rows = answers.all(positionOf(after), mustBeLimit(limit))
      return rows.map(({ position, response }) => ({ cursor: String(position), response: JSON.parse(response) as Json }))
    },
  }
}

function positionOf(cursor: string | null): number {
  if (cursor === null) return 0
  if (!/^\d{1,15}$/.test(cursor)) throw inputInvalid(`expected a cursor of the feed, found "${cursor}"`)
  return Number(cursor)
}

interface DossierRow {
  readonly dossier: string
  readonly seq: number
  readonly hash: string
  readonly head: string
  readonly stages: string | null
  readonly snapshot_seq: number | null
  readonly kernel: number
  readonly fingerprint: string
  readonly state: string
}

interface RowRow extends Omit<JournalRow, 'events'> {
  readonly position: number
  readonly events: string
}

function dossierOf(row: DossierRow | undefined): StoredDossier | undefined {
  if (row === undefined) return undefined
  const { dossier, seq, hash, kernel, fingerprint, snapshot_seq } = row
  const snapshot = snapshot_seq === null ? null : { seq: snapshot_seq, kernel, fingerprint, state: JSON.parse(row.state) as Json }
  return { dossier, seq, hash, head: headOf(row), snapshot }
}

/** As the file has it. */
export function headOf({ head, stages }: { readonly head: string; readonly stages: string | null }): DossierHead {
  const read = JSON.parse(head) as DossierHead
  return stages === null ? read : { ...read, stages: JSON.parse(stages) as DossierHead['stages'] }
}

function rowOf({ position: _, events, ...row }: RowRow): JournalRow {
  return { ...row, events: JSON.parse(events) as JournalEvent[] }
}
