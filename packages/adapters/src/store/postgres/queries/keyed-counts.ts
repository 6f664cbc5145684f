import type { TaskCount } from '@motcua/engine/ports'
import type { Database, Value } from '../database.ts'
import { readBack } from '../text.ts'

/**
 * Theory of operation: there are as many counters as people, so what is done for each of them counts. Those of the same number come together,
 * in one text: the server hands over some dozens of rows for twenty thousand people, and neither side writes a number for each. Within an agency
 * each key has one counter, so only what was added to it lately has to be looked up.
 */
export async function countByKey(
  db: Database,
  kind: 'assignee' | 'unit',
  agency: string | undefined,
): Promise<readonly TaskCount[]> {
  const together = await counters(db, kind, agency, 'count(*) AS many, string_agg(c.key, chr(31)) AS keys', 'GROUP BY c.n')
  // Where a key has the separator in it, they come one by one.
  return together ?? (await counters(db, kind, agency, '1::bigint AS many, c.key AS keys', '')) ?? []
}

const SEPARATOR = '\u001F'

/** `undefined`: a text cannot be taken apart. */
async function counters(
  db: Database,
  kind: 'assignee' | 'unit',
  agency: string | undefined,
  columns: string,
  grouped: string,
): Promise<readonly TaskCount[] | undefined> {
  const values: Value[] = agency === undefined ? [] : [agency]
  const of = (table: string, counted: string) =>
    `${table} AS c WHERE c.kind = '${counted}'${agency === undefined ? '' : ' AND c.agency = $1'}`
  const sum = (table: string) => `(SELECT coalesce(sum(c.n), 0) FROM ${of(table, 'task')})`
  const rows = await db.search<Group | Rest>(
    `SELECT c.n, ${columns}, NULL::json AS late, NULL::json AS changes, NULL::boolean AS "isShared" FROM ${of('@counter', kind)} ${grouped}
     UNION ALL
     SELECT (${sum('@counter')} + ${sum('@counter_delta')})::bigint, 0, NULL, d.late, d.changes,
       (SELECT min(c.agency) <> max(c.agency) FROM ${of('@counter', kind)}) IS TRUE
     FROM (SELECT json_agg(c.key) AS late, json_agg(c.n) AS changes FROM ${of('@counter_delta', kind)}) AS d`,
    values,
  )
  const groups = rows.filter((row): row is Group => row.many > 0)
  const rest = rows.find((row): row is Rest => row.many === 0)
  if (rest === undefined) return []
  const added = sumsOf(rest.late, rest.changes)
  const sums = rest.isShared ? new Map<string, number>() : undefined
  const counted: TaskCount[] = []
  const put = (key: string, count: number) => {
    if (count !== 0) counted.push({ key, count })
  }
  for (const { n, many, keys } of groups) {
    const each = many === 1 ? [keys] : keys.split(SEPARATOR)
    if (each.length !== many) return undefined
    for (const key of each) {
      if (sums !== undefined) sums.set(key, (sums.get(key) ?? 0) + n)
      else if (added.size === 0 || !added.has(key)) put(key, n)
      else {
        put(key, n + (added.get(key) ?? 0))
        added.delete(key)
      }
    }
  }
  if (sums !== undefined) for (const [key, count] of sums) put(key, count + (added.get(key) ?? 0))
  for (const [key, count] of added) if (sums?.has(key) !== true) put(key, count)
  // Those without a key are all but those that have one.
  const without = counted.reduce((left, { count }) => left - count, rest.n)
  return without === 0 ? counted : [...counted, { key: null, count: without }]
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

/** So many keys with the same number. */
interface Group {
  readonly n: number
  readonly many: number
  readonly keys: string
}

interface Rest {
  readonly many: 0
  /** Of all tasks. */
  readonly n: number
  /** What was added lately, not yet in the counters. */
  readonly late: readonly string[] | null
  readonly changes: readonly number[] | null
  /** Several agencies have counters of the same keys. */
  readonly isShared: boolean
}

function sumsOf(keys: readonly string[] | null, counts: readonly number[] | null): Map<string, number> {
  const sums = new Map<string, number>()
  keys?.forEach((written, index) => {
    const key = readBack(written)
    sums.set(key, (sums.get(key) ?? 0) + (counts?.[index] ?? 0))
  })
  return sums
}
