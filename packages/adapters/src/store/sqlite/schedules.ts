import type { Database } from 'better-sqlite3'
import { mustBeWhole } from '@motcua/engine/ports'
import type { JsonObject, StoredSchedule } from '@motcua/engine/ports'
import { prepareClaims } from './leases.ts'

export interface Schedules {
  put(schedule: StoredSchedule, agencies?: readonly string[]): boolean
  drop(id: string, agencies?: readonly string[]): boolean
  list(): readonly StoredSchedule[]
  claim(worker: string, now: number, leaseMs: number, limit: number): readonly StoredSchedule[]
  advance(id: string, worker: string, due: number, next: number | null): boolean
}

const COLUMNS = 'id, agency, procedure, rule, variables, actor, due'
/** Looked at in the statement that writes: between a look and a write another agency may have come. */
const IS_OF = '(@agencies IS NULL OR schedule.agency IN (SELECT value FROM json_each(@agencies)))'

export function prepareSchedules(db: Database): Schedules {
  const put = db.prepare(
    `INSERT INTO schedule (${COLUMNS}, wake) VALUES (@id, @agency, @procedure, @rule, @variables, @actor, @due, @due)
     ON CONFLICT (id) DO UPDATE SET agency = excluded.agency, procedure = excluded.procedure, rule = excluded.rule,
       variables = excluded.variables, actor = excluded.actor, due = excluded.due, wake = excluded.wake, worker = NULL
       WHERE ${IS_OF}`,
  )
  const drop = db.prepare(`DELETE FROM schedule WHERE id = @id AND ${IS_OF}`)
  const list = db.prepare<[], ScheduleRow>(`SELECT ${COLUMNS} FROM schedule ORDER BY id`)
  const claim = prepareClaims<ScheduleRow>(db, 'schedule', 'wake <= ?', COLUMNS)
  const advance = db.prepare(
    'UPDATE schedule SET due = @next, wake = @next, worker = NULL WHERE id = @id AND worker = @worker AND due = @due',
  )
  return {
    put(schedule, agencies) {
      if (schedule.due !== null) mustBeWhole(schedule.due, 'the next begin of a schedule')
      return put.run({ ...schedule, variables: JSON.stringify(schedule.variables), agencies: listed(agencies) }).changes > 0
    },
    drop: (id, agencies) => drop.run({ id, agencies: listed(agencies) }).changes > 0,
    list: () => list.all().map(scheduleOf),
    claim: (worker, now, leaseMs, limit) => claim(worker, now, leaseMs, limit).map(scheduleOf),
    advance(id, worker, due, next) {
      if (next !== null) mustBeWhole(next, 'the next begin of a schedule')
      return advance.run({ id, worker, due, next }).changes > 0
    },
  }
}

function listed(agencies: readonly string[] | undefined): string | null {
  return agencies === undefined ? null : JSON.stringify(agencies)
}

interface ScheduleRow extends Omit<StoredSchedule, 'variables'> {
  readonly variables: string
}

function scheduleOf(row: ScheduleRow): StoredSchedule {
  return { ...row, variables: JSON.parse(row.variables) as JsonObject }
}
