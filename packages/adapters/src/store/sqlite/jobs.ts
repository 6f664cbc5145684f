import type { Database } from 'better-sqlite3'
import { mustBeLimit, mustBeWhole } from '@motcua/engine/ports'
import type { JobQuery, JobRelease, JobSettlement, JobStatus, Json, JsonObject, StoredJob } from '@motcua/engine/ports'
import { prepareLateErasure } from './erasure.ts'
import { IS_UNFINISHED, prepareLanes } from './lanes.ts'
import { statementsOf } from './statements.ts'

export interface Jobs {
  claim(worker: string, now: number, leaseMs: number, limit: number, but?: readonly string[]): readonly StoredJob[]
  extend(id: string, worker: string, until: number): boolean
  release(id: string, worker: string, change: JobRelease): boolean
  finish(id: string, worker: string): boolean
  settle(id: string, settlement: JobSettlement): boolean
  find(id: string): StoredJob | undefined
  list(query: JobQuery): readonly StoredJob[]
}

export function prepareJobs(db: Database): Jobs {
  const find = db.prepare<[string], JobRow>('SELECT * FROM job WHERE id = ?')
  const release = db.prepare(
    `UPDATE job SET status = ?, at = ifnull(?, at), wake = ?, last_error = ?, worker = NULL, leased_until = NULL
     WHERE id = ? AND worker = ? AND status = 'leased'`,
  )
  const extend = db.prepare(
    `UPDATE job SET leased_until = @until, wake = @until WHERE id = @id AND worker = @worker AND status = 'leased'`,
  )
  return {
    claim: prepareClaim(db),
    extend: (id, worker, until) => extend.run({ id, worker, until: mustBeWhole(until, 'the end of a lease') }).changes > 0,
    release(id, worker, change) {
      const at = change.to === 'queued' ? mustBeWhole(change.at, 'the next try') : null
      return release.run(change.to, at, at, JSON.stringify(change.error), id, worker).changes > 0
    },
    finish: prepareFinish(db),
    settle: prepareSettle(db),
    find: (id) => jobOf(find.get(id)),
    list: prepareList(db),
  }
}

function prepareFinish(db: Database): Jobs['finish'] {
  const lanes = prepareLanes(db)
  const eraseLate = prepareLateErasure(db)
  const leasedBy = db
    .prepare<[string, string], string>(`SELECT dossier FROM job WHERE id = ? AND worker = ? AND status = 'leased'`)
    .pluck()
  const finish = db.transaction((id: string, worker: string): boolean => {
    const dossier = leasedBy.get(id, worker)
    if (dossier === undefined) return false
    lanes.end(id, dossier, 'done')
    eraseLate(id)
    return true
  })
  return (id, worker) => finish.immediate(id, worker)
}

function prepareSettle(db: Database): Jobs['settle'] {
  const lanes = prepareLanes(db)
  const eraseLate = prepareLateErasure(db)
  const settled = db
    .prepare<[string, string], string>(`UPDATE job SET settled = ? WHERE id = ? AND status = 'parked' RETURNING dossier`)
    .pluck()
  const queue = db.prepare(
    `UPDATE job SET status = 'queued', tries = 0, at = @at, wake = @at, input = ifnull(@input, input),
       last_error = json_remove(last_error, '$.try', '$.isUncertain', '$.unasked') WHERE id = @id`,
  )
  const settle = db.transaction((id: string, settlement: JobSettlement): boolean => {
    const { to, actor, reason, at } = settlement
    const dossier = settled.get(JSON.stringify({ actor, reason, at }), id)
    if (dossier === undefined) return false
    if (to === 'skipped') {
      lanes.end(id, dossier, 'skipped')
      eraseLate(id)
    } else queue.run({ id, at, input: settlement.input === undefined ? null : JSON.stringify(settlement.input) })
    return true
  })
  return (id, settlement) => {
    mustBeWhole(settlement.at, 'the instant of a settlement')
    return settle.immediate(id, settlement)
  }
}

/** Leases are taken in one transaction, so that of two processes only one gets a job. */
function prepareClaim(db: Database): Jobs['claim'] {
  const claimable = `wake <= ? AND status IN ('queued', 'leased') AND is_suspended = 0`
  const order = 'ORDER BY wake, ordinal LIMIT ?'
  const due = db.prepare<unknown[], number>(`SELECT ordinal FROM job WHERE ${claimable} ${order}`).pluck()
  const dueOfOthers = db
    .prepare<unknown[], number>(
      `SELECT ordinal FROM job WHERE ${claimable} AND type NOT IN (SELECT value FROM json_each(?)) ${order}`,
    )
    .pluck()
  const lease = db.prepare<{ ordinal: number; worker: string; until: number }, JobRow>(
    `UPDATE job SET status = 'leased', worker = @worker, leased_until = @until, wake = @until, tries = tries + 1
     WHERE ordinal = @ordinal RETURNING *`,
  )
  const look = (now: number, limit: number, but: readonly string[]) =>
    but.length === 0 ? due.all(now, limit) : dueOfOthers.all(now, JSON.stringify(but), limit)
  const claim = db.transaction((worker: string, now: number, until: number, limit: number, but: readonly string[]) =>
    look(now, limit, but).flatMap((ordinal) => jobOf(lease.get({ ordinal, worker, until })) ?? []),
  )
  return (worker, now, leaseMs, limit, but = []) => {
    const until = mustBeWhole(now + leaseMs, 'the end of a lease')
    // Most polls find nothing: they need no write lock.
    const isAny = look(now, Math.min(mustBeLimit(limit), 1), but).length > 0
    return isAny ? claim.immediate(worker, now, until, limit, but) : []
  }
}

const OPEN: readonly JobStatus[] = ['queued', 'leased', 'parked']

const IS_OF_AGENCY = 'EXISTS (SELECT 1 FROM dossier AS d WHERE d.dossier = job.dossier AND d.agency = ?)'

function prepareList(db: Database): Jobs['list'] {
  const statement = statementsOf<JobRow>(db)
  return ({ agency, dossier, status, isUnfinished, type, limit }) => {
    const conditions: [sql: string, value: unknown][] = []
    if (agency !== undefined) conditions.push([IS_OF_AGENCY, agency])
    if (dossier !== undefined) conditions.push(['dossier = ?', dossier])
    if (type !== undefined) conditions.push(['type = ?', type])
    if (status !== undefined) conditions.push(['status = ?', status])
    const isOpen = isUnfinished === true || (status !== undefined && OPEN.includes(status))
    // Unless told, SQLite would look for what is queued among everything that ever was.
    const index = dossier !== undefined ? 'INDEXED BY job_by_lane' : isOpen ? 'INDEXED BY job_unfinished' : ''
    const where = [isOpen ? IS_UNFINISHED : '1', ...conditions.map(([sql]) => sql)].join(' AND ')
    const rows = statement(`SELECT * FROM job ${index} WHERE ${where} ORDER BY ordinal LIMIT ?`).all(
      ...conditions.map(([, value]) => value),
      mustBeLimit(limit),
    )
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
  readonly settled: string | null
}

function jobOf(row: JobRow | undefined): StoredJob | undefined {
  if (row === undefined) return undefined
  const { id, dossier, type, lane, instance, key, at, status, tries } = row
  return {
    ...{ id, dossier, type, lane, instance, key, at, status, tries },
    input: JSON.parse(row.input) as JsonObject,
    leasedUntil: row.leased_until,
    lastError: JSON.parse(row.last_error ?? 'null') as Json as StoredJob['lastError'],
    settled: JSON.parse(row.settled ?? 'null') as Json as StoredJob['settled'],
  }
}
