import { mustBeLimit, mustBeWhole } from '@motcua/engine/ports'
import type { JobQuery, JobRelease, JobSettlement, JsonObject, StoredJob } from '@motcua/engine/ports'
import type { Database } from '../database.ts'
import { Conditions } from './conditions.ts'
import { claimOf, claimValues } from './leases.ts'

const JOB = `x.id, x.dossier, x.type, x.lane, x.instance, x.key, x.input, x.at, x.status, x.tries, x.leased_until AS "leasedUntil",
  x.last_error AS "lastError", x.settled`
const IS_DUE = 'x.wake IS NOT NULL AND NOT x.held'
const ALSO = `, status = 'leased', leased_until = $3, tries = x.tries + 1`

export class Jobs {
  constructor(private readonly db: Database) {}

  async claim(
    worker: string,
    now: number,
    leaseMs: number,
    limit: number,
    but: readonly string[] = [],
  ): Promise<readonly StoredJob[]> {
    const values = claimValues(worker, now, leaseMs, limit)
    const when = but.length === 0 ? IS_DUE : `${IS_DUE} AND x.type <> ALL ($5::text[])`
    const rows = await this.db.run<RawJob>(claimOf('@job', when, ALSO, JOB), but.length === 0 ? values : [...values, [...but]])
    return rows.map(jobOf)
  }

  async extend(job: string, worker: string, until: number): Promise<boolean> {
    const extended = await this.db.run(
      `UPDATE @job SET leased_until = $3, wake = $3 WHERE id = $1 AND worker = $2 AND status = 'leased' RETURNING 1`,
      [job, worker, mustBeWhole(until, 'the end of a lease')],
    )
    return extended.length > 0
  }

  async release(job: string, worker: string, change: JobRelease): Promise<boolean> {
    const at = change.to === 'queued' ? mustBeWhole(change.at, 'the next try') : null
    const released = await this.db.run(
      `UPDATE @job SET status = $3, at = coalesce($4::bigint, at), wake = $4, last_error = $5, worker = NULL, leased_until = NULL
       WHERE id = $1 AND worker = $2 AND status = 'leased' RETURNING 1`,
      [job, worker, change.to, at, JSON.stringify(change.error)],
    )
    return released.length > 0
  }

  async finish(job: string, worker: string): Promise<boolean> {
    return this.#end(job, worker, 'done', null)
  }

  async settle(job: string, settlement: JobSettlement): Promise<boolean> {
    const { actor, reason } = settlement
    const at = mustBeWhole(settlement.at, 'the instant of a settlement')
    const settled = JSON.stringify({ actor, reason, at })
    if (settlement.to === 'skipped') return this.#end(job, null, 'skipped', settled)
    const queued = await this.db.run(
      `UPDATE @job SET status = 'queued', tries = 0, at = $2, wake = $2, settled = $3, input = coalesce($4, input),
         last_error = '{"code":' || @error_part(last_error, 'code') || ',"message":' || @error_part(last_error, 'message') || '}'
       WHERE id = $1 AND status = 'parked' RETURNING 1`,
      [job, at, settled, settlement.input === undefined ? null : JSON.stringify(settlement.input)],
    )
    return queued.length > 0
  }

  async find(id: string): Promise<StoredJob | undefined> {
    const [row] = await this.db.read<RawJob>(`SELECT ${JOB} FROM @job AS x WHERE x.id = $1`, [id])
    return row && jobOf(row)
  }

  async list({ agency, dossier, status, isUnfinished, type, limit }: JobQuery): Promise<readonly StoredJob[]> {
    const conditions = new Conditions().add('x.dossier = $', dossier).add('x.status = $', status).add('x.type = $', type)
    conditions.add('EXISTS (SELECT 1 FROM @head AS h WHERE h.dossier = x.dossier AND h.agency = $)', agency)
    if (isUnfinished === true) conditions.always(`x.status IN ('queued', 'leased', 'parked')`)
    const rows = await this.db.search<RawJob>(
      `SELECT ${JOB} FROM @job AS x WHERE ${conditions.text} ORDER BY x.ordinal LIMIT ${mustBeLimit(limit)}`,
      conditions.values,
    )
    return rows.map(jobOf)
  }

  async #end(job: string, worker: string | null, status: string, settled: string | null): Promise<boolean> {
    const [row] = await this.db.run<{ ended: boolean }>('SELECT @end_job($1, $2, $3, $4) AS ended', [
      job,
      worker,
      status,
      settled,
    ])
    return row?.ended === true
  }
}

interface RawJob extends Omit<StoredJob, 'input' | 'lastError' | 'settled'> {
  readonly input: string
  readonly lastError: string | null
  readonly settled: string | null
}

function jobOf({ input, lastError, settled, ...job }: RawJob): StoredJob {
  return {
    ...job,
    input: JSON.parse(input) as JsonObject,
    lastError: JSON.parse(lastError ?? 'null') as StoredJob['lastError'],
    settled: JSON.parse(settled ?? 'null') as StoredJob['settled'],
  }
}
