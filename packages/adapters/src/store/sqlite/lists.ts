import { isFoundBy } from '@motcua/engine/ports'
import type { Database } from 'better-sqlite3'

/**
 * Theory of operation: an index has a list's order only within equal values of its first columns. A query that leaves one of these
 * open is answered from one list for each value that there is: each is read no further than a page needs, and they are merged. The
 * values are found by jumping through the index, one look each.
 */
export function prepareValues(db: Database, table: string, index: string, column: string, within: string) {
  const hasNull = db.prepare<unknown[]>(
    `SELECT 1 FROM ${table} INDEXED BY ${index} WHERE ${within} AND ${column} IS NULL LIMIT 1`,
  )
  const next = db
    .prepare<unknown[], string>(
      `SELECT ${column} FROM ${table} INDEXED BY ${index} WHERE ${within} AND ${column} > ? ORDER BY ${column} LIMIT 1`,
    )
    .pluck()
  const first = db
    .prepare<unknown[], string>(
      `SELECT ${column} FROM ${table} INDEXED BY ${index} WHERE ${within} AND ${column} IS NOT NULL ORDER BY ${column} LIMIT 1`,
    )
    .pluck()
  return (...given: readonly unknown[]): (string | null)[] => {
    const values: (string | null)[] = hasNull.get(...given) === undefined ? [] : [null]
    for (let value = first.get(...given); value !== undefined; value = next.get(...given, value)) values.push(value)
    return values
  }
}

/** The first `limit` of all lists together; an item that stands in several is there once. */
export function merged<T extends { readonly ordinal: number }>(
  lists: readonly (readonly T[])[],
  compare: (a: T, b: T) => number,
  limit: number,
): T[] {
  if (lists.length === 1) return (lists[0] ?? []).slice(0, limit)
  const once = new Map(lists.flat().map((item) => [item.ordinal, item]))
  return [...once.values()].sort(compare).slice(0, limit)
}

/** Beyond so many finds, reading a list in its order and looking at each text is quicker than sorting what the text finds. */
const MANY_FINDS = 2_000

/** Whether text finds so much that a list is better read in its own order. */
export function prepareIsCommon(db: Database): (match: string) => boolean {
  db.function('is_found_by', { deterministic: true }, (query, text) => Number(isFoundBy(String(query), String(text))))
  const find = db
    .prepare<[string, number], number>('SELECT count(*) FROM (SELECT 1 FROM dossier_text WHERE dossier_text MATCH ? LIMIT ?)')
    .pluck()
  return (match) => (find.get(match, MANY_FINDS) ?? 0) >= MANY_FINDS
}
