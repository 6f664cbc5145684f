import type { Database } from 'better-sqlite3'
import { cursorOf, mustBePageSize, placeOf } from '@motcua/engine/ports'
import type { IncidentQuery, Page, StoredIncident } from '@motcua/engine/ports'
import { Conditions, statementsOf } from './statements.ts'

interface IncidentRow extends Omit<StoredIncident, 'raisedAt'> {
  readonly ordinal: number
  readonly raised_at: number
}

/** Open incidents, the oldest first. */
export function prepareIncidents(db: Database): (query: IncidentQuery) => Page<StoredIncident> {
  const statement = statementsOf<IncidentRow>(db)
  return ({ agency, dossier, procedure, code, after, limit }) => {
    mustBePageSize(limit)
    const conditions = new Conditions()
      .is('agency = ?', agency)
      .is('dossier = ?', dossier)
      .is('procedure = ?', procedure)
      .is('code = ?', code)
    if (after !== undefined) conditions.holds('(raised_at, ordinal) > (?, ?)', ...placeOf(after, ['number', 'number']))
    const sql = `SELECT * FROM incident WHERE ${conditions.sql} ORDER BY raised_at, ordinal LIMIT ?`
    const rows = statement(sql).all(...conditions.values, limit + 1)
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return {
      items: rows.slice(0, limit).map(({ ordinal: _, raised_at, ...incident }) => ({ ...incident, raisedAt: raised_at })),
      next: last === undefined ? null : cursorOf([last.raised_at, last.ordinal]),
    }
  }
}
