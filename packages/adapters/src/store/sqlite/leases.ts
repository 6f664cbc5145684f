import type { Database } from 'better-sqlite3'
import { mustBeLimit, mustBeWhole } from '@motcua/engine/ports'

export type Claim<Row> = (worker: string, now: number, leaseMs: number, limit: number) => Row[]

/**
 * Leases rows of a table, those that could be claimed longest first. Leases are taken in one transaction, so that of two processes
 * only one gets a row.
 *
 * @param claimable  which rows may be claimed; its one parameter is the instant
 * @param columns    what is given of each
 */
export function prepareClaims<Row>(db: Database, table: string, claimable: string, columns: string): Claim<Row> {
  const due = db
    .prepare<[number, number], number>(`SELECT ordinal FROM ${table} WHERE ${claimable} ORDER BY wake, ordinal LIMIT ?`)
    .pluck()
  const lease = db.prepare<[string, number, number], Row>(
    `UPDATE ${table} SET worker = ?, wake = ? WHERE ordinal = ? RETURNING ${columns}`,
  )
  const claim = db.transaction((worker: string, now: number, until: number, limit: number) =>
    due.all(now, limit).flatMap((ordinal) => lease.get(worker, until, ordinal) ?? []),
  )
  return (worker, now, leaseMs, limit) => {
    const until = mustBeWhole(now + leaseMs, 'the end of a lease')
    // Most polls find nothing: they need no write lock.
    return due.get(now, mustBeLimit(limit)) === undefined ? [] : claim.immediate(worker, now, until, limit)
  }
}
