import type { Database, Value } from '../database.ts'

/** How many rows of each of some queries the planner expects. */
export async function plannedRows(
  db: Database,
  queries: readonly string[],
  values: readonly Value[] = [],
): Promise<readonly number[]> {
  const [explained] = await db.search<Record<string, readonly [{ readonly Plan: Planned }]>>(
    `EXPLAIN (FORMAT JSON) ${queries.join(' UNION ALL ')}`,
    values,
  )
  const plan = explained?.['QUERY PLAN']?.[0].Plan
  return (queries.length === 1 ? [plan] : (plan?.Plans ?? [])).map((part) => part?.['Plan Rows'] ?? 0)
}

interface Planned {
  readonly 'Plan Rows': number
  readonly Plans?: readonly Planned[]
}
