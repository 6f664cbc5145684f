import type { Conditions } from './conditions.ts'

/**
 * A common table of the agencies to read: the one that is asked for, or all that the table has, found by hopping from one to the next
 * in an index that an agency leads. Needs WITH RECURSIVE.
 */
export function agenciesIn(table: '@task' | '@head', agency: string | undefined, conditions: Conditions): string {
  if (agency !== undefined) return `agencies AS (SELECT ${conditions.value(agency)}::text AS agency)`
  return `agencies AS (
    (SELECT x.agency FROM ${table} AS x ORDER BY x.agency LIMIT 1)
    UNION ALL
    SELECT (SELECT x.agency FROM ${table} AS x WHERE x.agency > a.agency ORDER BY x.agency LIMIT 1) FROM agencies AS a
    WHERE a.agency IS NOT NULL)`
}
