import type { DossierHead, JournalEvent, JournalRow, Json, LookedUp, LookUp, StoredDossier } from '@motcua/engine/ports'
import type { Database } from '../database.ts'
import { readBack } from '../text.ts'
import { headWith } from './head-columns.ts'

const SEARCH = `coalesce(CASE WHEN h.ended_at IS NULL
  THEN (SELECT w.search FROM @open_words AS w WHERE w.dossier = h.dossier AND w.digest = h.digest)
  ELSE (SELECT e.search FROM @ended_words AS e WHERE e.dossier = h.dossier AND e.digest = h.digest) END, '')`

/**
 * Each part is looked up for one question after another in its own index: as a join, the planner may read a whole table where it believes that
 * many are asked for. Words are looked for where they are kept, and nowhere else. The rows come as JSON, so that a dossier comes once however many it has.
 */
const LOOK_UP = `
  SELECT j.digest AS answer_digest, j.response, s.*, r.rows
  FROM unnest($1::text[], $2::text[], $3::integer[]) WITH ORDINALITY AS a (dossier, command, rows, place)
  LEFT JOIN LATERAL (
    SELECT j.digest, j.response FROM @journal AS j WHERE j.dossier = a.dossier AND j.command = a.command LIMIT 1
  ) AS j ON true
  LEFT JOIN LATERAL (
    SELECT d.dossier, d.seq, d.hash, d.snapshot_seq, d.kernel, d.fingerprint AS snapshot_fingerprint, d.state,
      ${headWith(SEARCH)}
    FROM @dossier AS d JOIN @head AS h ON h.dossier = d.dossier
    WHERE d.dossier = a.dossier AND a.rows IS NOT NULL AND j.digest IS NULL LIMIT 1
  ) AS s ON true
  LEFT JOIN LATERAL (
    SELECT json_agg(json_build_array(o.seq, o.at, o.actor, o.command, o.type, o.events, o.previous, o.hash) ORDER BY o.seq) AS rows
    FROM (
      SELECT * FROM @journal AS k WHERE k.dossier = s.dossier AND k.seq > coalesce(s.snapshot_seq, 0) ORDER BY k.seq LIMIT a.rows
    ) AS o
  ) AS r ON true
  ORDER BY a.place`

/** What many commands ask before they are decided. */
export class LookUps {
  constructor(private readonly db: Database) {}

  async all(asked: readonly LookUp[]): Promise<readonly LookedUp[]> {
    const found = await this.db.read<Found>(LOOK_UP, [
      asked.map(({ dossier }) => dossier),
      asked.map(({ command = null }) => command),
      asked.map(({ rows = null }) => rows),
    ])
    return found.map((row, index) => lookedUp(row, asked[index]?.command ?? ''))
  }
}

interface Answer {
  readonly answer_digest: string | null
  readonly response: string | null
}

type Dossier = DossierHead & {
  readonly dossier: string
  readonly seq: number
  readonly hash: string
  readonly state: string
  readonly kernel: number
  readonly snapshot_seq: number | null
  readonly snapshot_fingerprint: string
}

type Found = Answer & (Dossier | { readonly dossier: null }) & { readonly rows: readonly RawRow[] | null }

type RawRow = readonly [
  ...[seq: number, at: number, actor: string, command: string, type: string],
  ...[events: string, previous: string, hash: string],
]

function lookedUp({ answer_digest: digest, response, rows, ...rest }: Found, command: string): LookedUp {
  return {
    answer: digest === null || response === null ? undefined : { command, digest, response: JSON.parse(response) as Json },
    stored: rest.dossier === null ? undefined : storedOf(rest),
    rows: rest.dossier === null ? [] : (rows ?? []).map((row) => rowOf(rest.dossier, row)),
  }
}

function storedOf({ dossier, seq, hash, snapshot_seq, kernel, snapshot_fingerprint, state, ...head }: Dossier): StoredDossier {
  const snapshot =
    snapshot_seq === null
      ? null
      : { seq: snapshot_seq, kernel, fingerprint: snapshot_fingerprint, state: JSON.parse(state) as Json }
  return { dossier, seq, hash, head, snapshot }
}

function rowOf(dossier: string, [seq, at, actor, command, type, events, previous, hash]: RawRow): JournalRow {
  const parsed = JSON.parse(readBack(events)) as JournalEvent[]
  return {
    dossier,
    seq,
    at,
    actor: readBack(actor),
    command: readBack(command),
    type: readBack(type),
    events: parsed,
    previous,
    hash,
  }
}
