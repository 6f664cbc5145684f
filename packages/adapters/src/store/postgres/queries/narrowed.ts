import type { TaskQuery } from '@motcua/engine/ports'
import type { Database } from '../database.ts'
import { Conditions } from './conditions.ts'

export interface Narrowed {
  /** Finds the same tasks. */
  readonly query: TaskQuery
  /** The list of its stage is much shorter than those of its roles. */
  readonly isByStage: boolean
}

/**
 * Theory of operation: a role's list holds what nobody of it does as well. Who looks through it for a stage or an element that never comes to the role
 * would read all of it in vain. How many tasks of each role stand there is counted anyway, so roles that have none are left out.
 *
 * `nothing`: there is no such task.
 */
export async function narrowed(db: Database, query: TaskQuery): Promise<Narrowed | 'nothing'> {
  const { stage, element, roles, candidate } = query
  if ((stage === undefined && element === undefined) || isShort(query)) return { query, isByStage: false }
  const conditions = new Conditions().always(`c.kind = 'task'`).add('c.agency = $', query.agency)
  const wanted = new Conditions(conditions.values).add('c.stage = $', stage).add('c.key = $', element)
  const counted = await db.read<{ role: string; wanted: number; all: number }>(
    `SELECT c.role, coalesce(sum(c.n) FILTER (WHERE ${wanted.text}), 0)::bigint AS wanted, sum(c.n)::bigint AS all
     FROM (SELECT * FROM @counter AS c WHERE ${conditions.text} UNION ALL SELECT * FROM @counter_delta AS c WHERE ${conditions.text}) AS c
     GROUP BY c.role`,
    conditions.values,
  )
  const having = new Map(counted.filter((role) => role.wanted > 0).map((role) => [role.role, role]))
  if (having.size === 0) return 'nothing'
  const withSome = (all: readonly string[]) => all.filter((role) => having.has(role))
  const isByStage = (listed: readonly string[]) =>
    stage !== undefined &&
    sumOf([...having.values()], 'wanted') * 2 <
      sumOf(
        counted.filter(({ role }) => listed.includes(role)),
        'all',
      )
  if (roles !== undefined) {
    const left = withSome(roles)
    return left.length === 0 ? 'nothing' : { query: { ...query, roles: left }, isByStage: isByStage(left) }
  }
  if (candidate !== undefined) {
    const left = withSome(candidate.roles)
    return { query: { ...query, candidate: { ...candidate, roles: left } }, isByStage: isByStage(left) }
  }
  // Tasks without a role stand in no list of a role.
  const isOfRoles = stage === undefined && !having.has('')
  return { query: isOfRoles ? { ...query, roles: [...having.keys()] } : query, isByStage: false }
}

function sumOf(counted: readonly { readonly wanted: number; readonly all: number }[], what: 'wanted' | 'all'): number {
  return counted.reduce((sum, each) => sum + each[what], 0)
}

/** Whether the list is a small part of all: it is walked to its end sooner than anything else is asked. */
export function isShort({ dossier, assignee, unit, procedure }: TaskQuery): boolean {
  return dossier !== undefined || typeof assignee === 'string' || unit !== undefined || procedure !== undefined
}
