import type { Database } from 'better-sqlite3'
import { cursorOf, mustBePageSize, mustBeWhole, placeOf } from '@motcua/engine/ports'
import type { Page, SerialQuery, StoredSerial } from '@motcua/engine/ports'
import { Conditions, statementsOf } from './statements.ts'

export interface Serials {
  next(series: string, key: string): number
  keep(series: string, key: string, serial: number): boolean
  page(query: SerialQuery): Page<StoredSerial>
}

/** Numbers without gaps. One transaction finds the last one and writes the next, so that two processes never give out the same. */
export function prepareSerials(db: Database): Serials {
  const find = db.prepare<[string, string], number>('SELECT serial FROM serial WHERE series = ? AND key = ?').pluck()
  const next = db
    .prepare<{ series: string; key: string }, number>(
      `INSERT INTO serial (series, key, serial)
       VALUES (@series, @key, (SELECT ifnull(max(serial), 0) + 1 FROM serial WHERE series = @series)) RETURNING serial`,
    )
    .pluck()
  const take = db.transaction((series: string, key: string) => find.get(series, key) ?? next.get({ series, key }))
  // Of the key, or of the number, there is one already: both are told apart by what is found then.
  const keep = db.prepare<[string, string, number]>(
    'INSERT INTO serial (series, key, serial) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const list = statementsOf<StoredSerial>(db)
  return {
    next: (series, key) => Number(find.get(series, key) ?? take.immediate(series, key)),
    keep(series, key, serial) {
      keep.run(series, key, mustBeWhole(serial, 'a serial'))
      return find.get(series, key) === serial
    },
    page({ after, limit }) {
      mustBePageSize(limit)
      const conditions = new Conditions()
      if (after !== undefined) conditions.holds('(series, key) > (?, ?)', ...placeOf(after, ['string', 'string']))
      const sql = `SELECT series, key, serial FROM serial WHERE ${conditions.sql} ORDER BY series, key LIMIT ?`
      const rows = list(sql).all(...conditions.values, limit + 1)
      const last = rows.length > limit ? rows[limit - 1] : undefined
      return { items: rows.slice(0, limit), next: last === undefined ? null : cursorOf([last.series, last.key]) }
    },
  }
}
