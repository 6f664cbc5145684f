import { cursorOf, mustBeLimit, mustBePageSize, mustBeWhole, placeOf } from '@motcua/engine/ports'
import type { Page, SerialQuery, StoredSeal, StoredSerial, StoreFigures } from '@motcua/engine/ports'
import type { Database } from '../database.ts'
import { Conditions } from './conditions.ts'
import { NEXT_MATCH } from './messages.ts'
import { mustNotBeNewer, SCHEMA_VERSION } from '../schema/migrate.ts'

const NEXT_DUE = `least(
  (SELECT min(wake) FROM @timer WHERE NOT held),
  (SELECT min(wake) FROM @job WHERE wake IS NOT NULL AND NOT held),
  (SELECT min(wake) FROM @schedule WHERE wake IS NOT NULL),
  (SELECT min(wake) FROM @broadcast WHERE wake IS NOT NULL),
  (SELECT min(expires_at) FROM @message WHERE status = 'kept'),
  (${NEXT_MATCH}))`

const countOf = (kind: string) =>
  `(SELECT coalesce(sum(n), 0)::bigint FROM
     (SELECT n FROM @counter WHERE kind = '${kind}' UNION ALL SELECT n FROM @counter_delta WHERE kind = '${kind}') AS c)`

interface Figures extends Omit<StoreFigures, 'lagMs'> {
  readonly due: number | null
  readonly version: number
}

/** What belongs to no dossier: seals, serials, the clock, what an operator watches. */
export class Office {
  constructor(private readonly db: Database) {}

  async identity(): Promise<string> {
    const [row] = await this.db.read<{ identity: string }>('SELECT identity FROM @motcua_store')
    return row?.identity ?? ''
  }

  async reconciled(): Promise<number> {
    const [row] = await this.db.read<{ reconciled: number }>('SELECT reconciled FROM @motcua_store')
    return row?.reconciled ?? 0
  }

  async markReconciled(times: number): Promise<void> {
    const values = [mustBeWhole(times, 'how often it was reconciled')]
    await this.db.run('UPDATE @motcua_store SET reconciled = greatest(reconciled, $1::bigint)', values)
  }

  async now(): Promise<number> {
    const [row] = await this.db.read<{ now: number }>(`SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now`)
    return row?.now ?? 0
  }

  async nextDue(): Promise<number | undefined> {
    const [row] = await this.db.read<{ due: number | null; version: number }>(
      `SELECT ${NEXT_DUE} AS due, ${SCHEMA_VERSION} AS version`,
    )
    mustNotBeNewer(this.db, row?.version ?? 0)
    return row?.due ?? undefined
  }

  async putSeal({ number, cursor, links, root, previous, at, signature, timestamp }: StoredSeal): Promise<boolean> {
    const put = await this.db.run(
      `INSERT INTO @seal (number, cursor, links, root, previous, at, signature, timestamp)
       SELECT $1::bigint, $2, $3::bigint, $4, $5, $6::bigint, $7, $8
       WHERE $1 = (SELECT coalesce(max(s.number), 0) + 1 FROM @seal AS s) ON CONFLICT DO NOTHING RETURNING 1`,
      [number, cursor, links, root, previous, at, signature, timestamp],
    )
    return put.length > 0
  }

  async seals(after: number, limit: number): Promise<readonly StoredSeal[]> {
    return this.db.read<StoredSeal>(
      `SELECT number, cursor, links, root, previous, at, signature, timestamp FROM @seal WHERE number > $1 ORDER BY number LIMIT $2`,
      [after, mustBeLimit(limit)],
    )
  }

  async serial(series: string, key: string): Promise<number> {
    const [row] = await this.db.run<{ serial: number }>('SELECT @next_serial($1, $2) AS serial', [series, key])
    return row?.serial ?? 0
  }

  async keepSerial(series: string, key: string, serial: number): Promise<boolean> {
    await this.db.run(
      `WITH kept AS (
         INSERT INTO @serial (series, key, serial) SELECT $1, $2, $3::bigint
         WHERE NOT EXISTS (SELECT 1 FROM @serial AS o WHERE o.series = $1 AND o.serial = $3::bigint) ON CONFLICT DO NOTHING RETURNING 1)
       INSERT INTO @series AS s (series, last) SELECT $1, $3::bigint FROM kept
       ON CONFLICT (series) DO UPDATE SET last = greatest(s.last, $3::bigint)`,
      [series, key, mustBeWhole(serial, 'a serial')],
    )
    const [row] = await this.db.run<{ serial: number }>('SELECT serial FROM @serial WHERE series = $1 AND key = $2', [
      series,
      key,
    ])
    return row?.serial === serial
  }

  async serials(query: SerialQuery): Promise<Page<StoredSerial>> {
    const limit = mustBePageSize(query.limit)
    const conditions = new Conditions()
    if (query.after !== undefined) {
      const place = placeOf(query.after, ['string', 'string']).map((part) => conditions.value(part))
      conditions.always(`(series, key) > (${place.join(', ')})`)
    }
    const rows = await this.db.read<StoredSerial>(
      `SELECT series, key, serial FROM @serial WHERE ${conditions.text} ORDER BY series, key LIMIT ${limit + 1}`,
      conditions.values,
    )
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return { items: rows.slice(0, limit), next: last === undefined ? null : cursorOf([last.series, last.key]) }
  }

  async figures(now: number): Promise<StoreFigures> {
    const [row] = await this.db.read<Figures>(
      `SELECT ${countOf('standing')} AS "openDossiers", ${countOf('task')} AS "openTasks",
         (SELECT count(*) FROM @incident) AS "openIncidents",
         (SELECT count(*) FROM @job WHERE status = 'queued' AND status IN ('queued', 'leased', 'parked')) AS "queuedJobs",
         (SELECT count(*) FROM @job WHERE status = 'parked') AS "parkedJobs",
         (SELECT count(*) FROM @message WHERE status = 'kept') AS "keptMessages", ${NEXT_DUE} AS due, ${SCHEMA_VERSION} AS version`,
    )
    const { due, version, ...counts } = row as Figures
    mustNotBeNewer(this.db, version)
    return { ...counts, lagMs: Math.max(0, now - (due ?? now)) }
  }
}
