import { inputInvalid, mustBeLimit } from '@motcua/engine/ports'
import type { FeedAnswer, FeedRow, JournalEvent, JournalLink, JournalRow, Json, StoredAnswer } from '@motcua/engine/ports'
import type { Database } from '../database.ts'

const ROW = 'j.dossier, j.seq, j.at, j.actor, j.command, j.type, j.events, j.previous, j.hash'

/**
 * Theory of the feed: a row's place is its transaction's number and its place in the batch. Numbers are given out in order, but
 * transactions end in any; so the feed shows only rows of transactions older than every one that is still going on. Whatever commits
 * later has a higher number and stands behind what was shown: nothing is missed and nothing comes twice. A transaction of anybody's
 * that writes for an hour holds the feed back for that hour, and loses nothing.
 */
const IS_SETTLED = `j.tx < (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint + s.feed_base FROM @motcua_store AS s)`

export class Journal {
  constructor(private readonly db: Pick<Database, 'read'>) {}

  async rows(dossier: string, after: number, limit: number): Promise<readonly JournalRow[]> {
    const rows = await this.db.read<RawRow>(
      `SELECT ${ROW} FROM @journal AS j WHERE j.dossier = $1 AND j.seq > $2 ORDER BY j.seq LIMIT $3`,
      [dossier, after, mustBeLimit(limit)],
    )
    return rows.map(rowOf)
  }

  async feed(
    after: string | null,
    limit: number,
    only: { readonly dossier?: string; readonly agency?: string } = {},
  ): Promise<readonly FeedRow[]> {
    const [tx, n] = placeOf(after)
    const values: (string | number)[] = [tx, n, mustBeLimit(limit)]
    const also = [
      ...(only.dossier === undefined ? [] : [`AND j.dossier = $${values.push(only.dossier)}`]),
      ...(only.agency === undefined ? [] : [`AND j.agency = $${values.push(only.agency)}`]),
    ]
    const rows = await this.db.read<RawRow & { tx: number; n: number }>(
      `SELECT j.tx, j.n, ${ROW} FROM @journal AS j WHERE (j.tx, j.n) > ($1::bigint, $2::integer) AND ${IS_SETTLED} ${also.join(' ')}
       ORDER BY j.tx, j.n LIMIT $3`,
      values,
    )
    return rows.map(({ tx, n, ...row }) => ({ cursor: `${tx}-${n}`, row: rowOf(row) }))
  }

  async links(after: string | null, limit: number): Promise<readonly JournalLink[]> {
    const rows = await this.db.read<JournalLink & { tx: number; n: number }>(
      `SELECT j.tx, j.n, j.dossier, j.seq, j.hash FROM @journal AS j WHERE (j.tx, j.n) > ($1::bigint, $2::integer) AND ${IS_SETTLED}
       ORDER BY j.tx, j.n LIMIT $3`,
      [...placeOf(after), mustBeLimit(limit)],
    )
    return rows.map(({ tx, n, dossier, seq, hash }) => ({ cursor: `${tx}-${n}`, dossier, seq, hash }))
  }

  async answers(after: string | null, limit: number): Promise<readonly FeedAnswer[]> {
    const rows = await this.db.read<{ tx: number; n: number; response: string }>(
      `SELECT j.tx, j.n, j.response FROM @journal AS j WHERE (j.tx, j.n) > ($1::bigint, $2::integer) AND ${IS_SETTLED}
       ORDER BY j.tx, j.n LIMIT $3`,
      [...placeOf(after), mustBeLimit(limit)],
    )
    return rows.map(({ tx, n, response }) => ({ cursor: `${tx}-${n}`, response: JSON.parse(response) as Json }))
  }

  async answer(dossier: string, command: string): Promise<StoredAnswer | undefined> {
    const [found] = await this.db.read<{ digest: string; response: string }>(
      'SELECT j.digest, j.response FROM @journal AS j WHERE j.dossier = $1 AND j.command = $2',
      [dossier, command],
    )
    return found && { command, digest: found.digest, response: JSON.parse(found.response) as Json }
  }
}

type RawRow = Omit<JournalRow, 'events'> & { readonly events: string }

function rowOf({ dossier, seq, at, actor, command, type, events, previous, hash }: RawRow): JournalRow {
  return { dossier, seq, at, actor, command, type, events: JSON.parse(events) as JournalEvent[], previous, hash }
}

function placeOf(cursor: string | null): [tx: number, n: number] {
  if (cursor === null) return [-1, -1]
  const [, tx, n] = /^(\d{1,16})-(\d{1,9})$/.exec(cursor) ?? []
  if (tx === undefined || n === undefined) throw inputInvalid(`expected a cursor of the feed, found "${cursor}"`)
  return [Number(tx), Number(n)]
}
