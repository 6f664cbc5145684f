import type { Conditions } from './conditions.ts'

/** Indices that an agency leads, which together have every row: by what stands in each. */
const LED = { '@task': ['true'], '@head': ['x.ended_at IS NULL', 'x.ended_at IS NOT NULL'] } as const

/**
 * A common table of the agencies to read: the one that is asked for, or all that the table has, found by hopping from one to the next
 * in its indices. Needs WITH RECURSIVE.
 */
export function agenciesIn(table: keyof typeof LED, agency: string | undefined, conditions: Conditions): string {
  if (agency !== undefined) return `agencies AS (SELECT ${conditions.value(agency)}::text AS agency)`
  const next = (rest: string) =>
    `least(${LED[table].map((led) => `(SELECT x.agency FROM ${table} AS x WHERE ${led} ${rest} ORDER BY x.agency LIMIT 1)`).join(', ')})`
  return `agencies AS (
    SELECT ${next('')} AS agency
    UNION ALL
    SELECT ${next('AND x.agency > a.agency')} FROM agencies AS a WHERE a.agency IS NOT NULL)`
}
