import type { Database } from 'better-sqlite3'
import type { JobRelease, JobStatus, Json, JsonObject, StoredJob } from '@motcua/engine/ports'
import { mustBeLimit, mustBeWhole } from './check.ts'
import { prepareLanes } from './lanes.ts'

export interface Jobs {
  claim(worker: string, now: number, leaseMs: number, limit: number): readonly StoredJob[]
  release(id: string, worker: string, change: JobRelease): boolean
  finish(id: string, worker: string): boolean
  retry(id: string, at: number): boolean
  find(id: string): StoredJob | undefined
  list(query: { readonly dossier?: string; readonly status?: JobStatus; readonly limit: number }): readonly StoredJob[]
}

export function prepareJobs(db: Database): Jobs {
  const lanes = prepareLanes(db)
  const list = prepareList(db)
  const find = db.prepare<[string], JobRow>('SELECT * FROM job WHERE id = ?')
  const release = db.prepare(
    `UPDATE job SET status = ?, at = ifnull(?, at), wake = ?, last_error = ?, worker = NULL, leased_until = NULL
     WHERE id = ? AND worker = ? AND status = 'leased'`,
  )
  const leasedBy = db
    .prepare<[string, string], string>(`SELECT dossier FROM job WHERE id = ? AND worker = ? AND status = 'leased'`)
    .pluck()
  const retry = db.prepare(
    `UPDATE job SET status = 'queued', tries = 0, at = @at, wake = @at WHERE id = @id AND status = 'parked'`,
  )
  const finish = db.transaction((id: string, worker: string): boolean => {
    const dossier = leasedBy.get(id, worker)
    if (dossier === undefined) return false
    lanes.end(id, dossier, 'done')
    return true
  })
  return {
    claim: prepareClaim(db),
    release(id, worker, change) {
      const at = change.to === 'queued' ? mustBeWhole(change.at, 'the next try') : null
      return release.run(change.to, at, at, JSON.stringify(change.error), id, worker).changes > 0
    },
    finish: (id, worker) => finish.immediate(id, worker),
    retry: (id, at) => retry.run({ id, at: mustBeWhole(at, 'the next try') }).changes > 0,
    find: (id) => jobOf(find.get(id)),
    list,
  }
}

/** Leases are taken in one transaction, so that of two processes only one gets a job. */
function prepareClaim(db: Database): Jobs['claim'] {
  const due = db
    .prepare<[number, number], number>(
      `SELECT ordinal FROM job WHERE wake <= ? AND status IN ('queued', 'leased') ORDER BY wake, ordinal LIMIT ?`,
    )
    .pluck()
  const lease = db.prepare<{ ordinal: number; worker: string; until: number }, JobRow>(
    `UPDATE job SET status = 'leased', worker = @worker, leased_until = @until, wake = @until, tries = tries + 1
     WHERE ordinal = @ordinal RETURNING *`,
  )
  const claim = db.transaction((worker: string, now: number, until: number, limit: number) =>
    due.all(now, limit).flatMap((ordinal) => jobOf(lease.get({ ordinal, worker, until })) ?? []),
  )
  return (worker, now, leaseMs, limit) => {
    const until = mustBeWhole(now + leaseMs, 'the end of a lease')
    // Most polls find nothing: they need no write lock.
    return due.get(now, mustBeLimit(limit)) === undefined ? [] : claim.immediate(worker, now, until, limit)
  }
}

/** The status stands in the statement's text, so that the partial indices apply. */
function prepareList(db: Database): Jobs['list'] {
  const select = (from: string) => db.prepare<unknown[], JobRow>(`SELECT * FROM ${from} ORDER BY ordinal LIMIT ?`)
  const withStatus = (from: string, status: string) => ({
    all: select(`${from} WHERE ${status}`),
    ofDossier: select(`job WHERE dossier = ? AND ${status}`),
  })
  // Unless told, SQLite would look for what is queued among everything that ever was.
  const active = `job INDEXED BY job_by_wake`
  const any = { all: select('job'), ofDossier: select('job WHERE dossier = ?') }
  const statements: Record<JobStatus, typeof any> = {
    queued: withStatus(active, `status = 'queued' AND status IN ('queued', 'leased')`),
    leased: withStatus(active, `status = 'leased' AND status IN ('queued', 'leased')`),
    parked: withStatus('job', `status = 'parked'`),
    done: withStatus('job', `status = 'done'`),
    cancelled: withStatus('job', `status = 'cancelled'`),
  }
  return ({ dossier, status, limit }) => {
    const { all, ofDossier } = status === undefined ? any : statements[status]
    const rows = dossier === undefined ? all.all(mustBeLimit(limit)) : ofDossier.all(dossier, mustBeLimit(limit))
    return rows.flatMap((row) => jobOf(row) ?? [])
  }
}

interface JobRow {
  readonly id: string
  readonly dossier: string
  readonly type: string
  readonly lane: string | null
  readonly instance: number | null
  readonly key: string
  readonly input: string
  readonly at: number
  readonly status: JobStatus
  readonly tries: number
  readonly leased_until: number | null
  readonly last_error: string | null
}

function jobOf(row: JobRow | undefined): StoredJob | undefined {
  if (row === undefined) return undefined
  const { id, dossier, type, lane, instance, key, at, status, tries } = row
  return {
    ...{ id, dossier, type, lane, instance, key, at, status, tries },
    input: JSON.parse(row.input) as JsonObject,
    leasedUntil: row.leased_until,
    lastError: JSON.parse(row.last_error ?? 'null') as Json as StoredJob['lastError'],
  }
}
