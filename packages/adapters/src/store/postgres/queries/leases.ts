import { mustBeLimit, mustBeWhole } from '@motcua/engine/ports'
import type { Value } from '../database.ts'

/** The arguments that every claim begins with: `$1` the worker, `$2` now, `$3` the end of the lease, `$4` how many. */
export function claimValues(worker: string, now: number, leaseMs: number, limit: number): Value[] {
  return [worker, mustBeWhole(now, 'now'), mustBeWhole(now + leaseMs, 'the end of a lease'), mustBeLimit(limit)]
}

/**
 * Leases what may be claimed longest: other claimers' rows are passed over, so that nodes never wait for each other and never get the
 * same. `when`: the table's own condition beside `wake`, as its index has it.
 */
export function claimOf(table: string, when: string, also: string, columns: string): string {
  return `
    WITH due AS (
      SELECT x.id, x.wake, x.ordinal FROM ${table} AS x WHERE x.wake <= $2 AND ${when}
      ORDER BY x.wake, x.ordinal LIMIT $4 FOR UPDATE SKIP LOCKED),
    taken AS (
      UPDATE ${table} AS x SET worker = $1, wake = $3 ${also} FROM due WHERE x.id = due.id
      RETURNING due.wake AS was, x.*)
    SELECT ${columns} FROM taken AS x ORDER BY x.was, x.ordinal`
}
