import type { Database } from 'better-sqlite3'

/** Numbers without gaps. One transaction finds the last one and writes the next, so that two processes never give out the same. */
export function prepareSerials(db: Database): (series: string, key: string) => number {
  const find = db.prepare<[string, string], number>('SELECT serial FROM serial WHERE series = ? AND key = ?').pluck()
  const next = db
    .prepare<{ series: string; key: string }, number>(
      `INSERT INTO serial (series, key, serial)
       VALUES (@series, @key, (SELECT ifnull(max(serial), 0) + 1 FROM serial WHERE series = @series)) RETURNING serial`,
    )
    .pluck()
  const take = db.transaction((series: string, key: string) => find.get(series, key) ?? next.get({ series, key }))
  return (series, key) => Number(find.get(series, key) ?? take.immediate(series, key))
}
