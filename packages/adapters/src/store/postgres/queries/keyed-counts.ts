import type { TaskCount } from '@motcua/engine/ports'
import type { Database, Value } from '../database.ts'
import { readBack } from '../text.ts'

/**
 * Theory of operation: there are as many counters as people, so what is done for each of them counts. They come as they stand, in one row
 * of two JSON values: the server neither sorts nor groups, and the driver reads no rows. Within an agency each key has one counter, so
 * only what was added to it lately has to be looked up.
 */
export async function countByKey(
  db: Database,
  kind: 'assignee' | 'unit',
  agency: string | undefined,
): Promise<readonly TaskCount[]> {
  const values: Value[] = agency === undefined ? [] : [agency]
  const of = (table: string, counted: string) =>
    `${table} AS c WHERE c.kind = '${counted}'${agency === undefined ? '' : ' AND c.agency = $1'}`
  const sum = (table: string) => `(SELECT coalesce(sum(c.n), 0) FROM ${of(table, 'task')})`
  const [row] = await db.search<Counters>(
    `SELECT k.keys, k.counts, d.late, d.changes, (${sum('@counter')} + ${sum('@counter_delta')})::bigint AS total,
       (SELECT min(c.agency) <> max(c.agency) FROM ${of('@counter', kind)}) IS TRUE AS "isShared"
     FROM (SELECT json_agg(c.key) AS keys, json_agg(c.n) AS counts FROM ${of('@counter', kind)}) AS k,
       (SELECT json_agg(c.key) AS late, json_agg(c.n) AS changes FROM ${of('@counter_delta', kind)}) AS d`,
    values,
  )
  if (row === undefined) return []
  const counted = row.isShared ? merged(row) : changed(row)
  // Those without a key are all but those that have one.
  const rest = counted.reduce((left, { count }) => left - count, row.total)
  return rest === 0 ? counted : [...counted, { key: null, count: rest }]
}

/** Of some of them, as the people of a unit: looked up one by one. */
export async function countOfKeys(
  db: Database,
  kind: 'assignee' | 'unit',
  agency: string | undefined,
  keys: readonly string[],
): Promise<readonly TaskCount[]> {
  const values: Value[] = agency === undefined ? [[...keys]] : [[...keys], agency]
  const where = `c.kind = '${kind}' AND c.procedure = '' AND c.key = ANY ($1::text[])${agency === undefined ? '' : ' AND c.agency = $2'}`
  return db.search<TaskCount>(
    `SELECT c.key, sum(c.n)::bigint AS count FROM (
       SELECT c.key, c.n FROM @counter AS c WHERE ${where} UNION ALL SELECT c.key, c.n FROM @counter_delta AS c WHERE ${where}) AS c
     GROUP BY c.key HAVING sum(c.n) <> 0`,
    values,
  )
}

interface Counters {
  readonly keys: readonly string[] | null
  readonly counts: readonly number[] | null
  /** What was added lately, not yet in the counters. */
  readonly late: readonly string[] | null
  readonly changes: readonly number[] | null
  readonly total: number
  /** Several agencies have counters of the same keys. */
  readonly isShared: boolean
}

/** Each key once, with what was added to it. */
function changed({ keys, counts, late, changes }: Counters): TaskCount[] {
  const added = sumsOf(late, changes)
  const all: TaskCount[] = []
  keys?.forEach((written, index) => {
    const key = readBack(written)
    const count = (counts?.[index] ?? 0) + (added.get(key) ?? 0)
    added.delete(key)
    if (count !== 0) all.push({ key, count })
  })
  for (const [key, count] of added) if (count !== 0) all.push({ key, count })
  return all
}

function merged({ keys, counts, late, changes }: Counters): TaskCount[] {
  const sums = sumsOf([...(keys ?? []), ...(late ?? [])], [...(counts ?? []), ...(changes ?? [])])
  return [...sums].flatMap(([key, count]) => (count === 0 ? [] : [{ key, count }]))
}

function sumsOf(keys: readonly string[] | null, counts: readonly number[] | null): Map<string, number> {
  const sums = new Map<string, number>()
  keys?.forEach((written, index) => {
    const key = readBack(written)
    sums.set(key, (sums.get(key) ?? 0) + (counts?.[index] ?? 0))
  })
  return sums
}
