import { mustBeWhole } from '@motcua/engine/ports'
import type { JsonObject, StoredSchedule } from '@motcua/engine/ports'
import type { Database } from '../database.ts'
import { claimOf, claimValues } from './leases.ts'

const SCHEDULE = 'x.id, x.agency, x.procedure, x.rule, x.variables, x.actor, x.due'
const CLAIM = claimOf('@schedule', 'x.wake IS NOT NULL', '', SCHEDULE)

export class Schedules {
  constructor(private readonly db: Database) {}

  async put(schedule: StoredSchedule, agencies?: readonly string[]): Promise<boolean> {
    const { id, agency, procedure, rule, variables, actor, due } = schedule
    if (due !== null) mustBeWhole(due, 'the next begin of a schedule')
    const put = await this.db.run(
      `INSERT INTO @schedule AS x (id, agency, procedure, rule, variables, actor, due, wake) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
       ON CONFLICT (id) DO UPDATE SET agency = excluded.agency, procedure = excluded.procedure, rule = excluded.rule,
         variables = excluded.variables, actor = excluded.actor, due = excluded.due, wake = excluded.wake, worker = NULL
       WHERE ${isOf('$8')} RETURNING 1`,
      [id, agency, procedure, rule, JSON.stringify(variables), actor, due, agencies ?? null],
    )
    return put.length > 0
  }

  async drop(id: string, agencies?: readonly string[]): Promise<boolean> {
    const dropped = await this.db.run(`DELETE FROM @schedule AS x WHERE x.id = $1 AND ${isOf('$2')} RETURNING 1`, [
      id,
      agencies ?? null,
    ])
    return dropped.length > 0
  }

  async list(): Promise<readonly StoredSchedule[]> {
    return (await this.db.read<RawSchedule>(`SELECT ${SCHEDULE} FROM @schedule AS x ORDER BY x.id`)).map(scheduleOf)
  }

  async claim(worker: string, now: number, leaseMs: number, limit: number): Promise<readonly StoredSchedule[]> {
    return (await this.db.run<RawSchedule>(CLAIM, claimValues(worker, now, leaseMs, limit))).map(scheduleOf)
  }

  async advance(id: string, worker: string, due: number, next: number | null): Promise<boolean> {
    if (next !== null) mustBeWhole(next, 'the next begin of a schedule')
    const advanced = await this.db.run(
      'UPDATE @schedule SET due = $4, wake = $4, worker = NULL WHERE id = $1 AND worker = $2 AND due = $3 RETURNING 1',
      [id, worker, due, next],
    )
    return advanced.length > 0
  }
}

/** Looked at in the statement that writes, under the row's lock: between a look and a write another agency may have come. */
function isOf(agencies: string): string {
  return `(${agencies}::text[] IS NULL OR x.agency = ANY (${agencies}))`
}

type RawSchedule = Omit<StoredSchedule, 'variables'> & { readonly variables: string }

function scheduleOf({ variables, ...schedule }: RawSchedule): StoredSchedule {
  return { ...schedule, variables: JSON.parse(variables) as JsonObject }
}
