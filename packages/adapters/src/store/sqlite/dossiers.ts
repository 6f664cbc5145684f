import type { Database } from 'better-sqlite3'
import type {
  DossierHead,
  FeedRow,
  JournalEvent,
  JournalRow,
  Json,
  StoredAnswer,
  StoredDefinition,
  StoredDossier,
} from '@motcua/engine/ports'
import { mustBeLimit } from './check.ts'

export interface Dossiers {
  load(dossier: string): StoredDossier | undefined
  journal(dossier: string, after: number, limit: number): readonly JournalRow[]
  feed(after: number, limit: number): readonly FeedRow[]
  answer(dossier: string, command: string): StoredAnswer | undefined
  putDefinition(definition: StoredDefinition): void
  definition(fingerprint: string): StoredDefinition | undefined
}

/** What dossiers went through, and the definitions they were started with. */
export function prepareDossiers(db: Database): Dossiers {
  const load = db.prepare<[string], DossierRow>(
    `SELECT dossier.*, snapshot.seq AS snapshot_seq, kernel, fingerprint, state
     FROM dossier LEFT JOIN snapshot USING (dossier) WHERE dossier = ?`,
  )
  const columns = 'position, dossier, seq, at, actor, command, type, events, previous, hash'
  const journal = db.prepare<[string, number, number], RowRow>(
    `SELECT ${columns} FROM journal WHERE dossier = ? AND seq > ? ORDER BY seq LIMIT ?`,
  )
  const feed = db.prepare<[number, number], RowRow>(`SELECT ${columns} FROM journal WHERE position > ? ORDER BY position LIMIT ?`)
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
    feed: (after, limit) => feed.all(after, mustBeLimit(limit)).map((row) => ({ position: row.position, row: rowOf(row) })),
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

interface DossierRow {
  readonly dossier: string
  readonly seq: number
  readonly hash: string
  readonly head: string
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
  return { dossier, seq, hash, head: JSON.parse(row.head) as DossierHead, snapshot }
}

function rowOf({ position: _, events, ...row }: RowRow): JournalRow {
  return { ...row, events: JSON.parse(events) as JournalEvent[] }
}
