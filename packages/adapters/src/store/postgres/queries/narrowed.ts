import type { TaskQuery } from '@motcua/engine/ports'
import type { Database } from '../database.ts'
import { Conditions } from './conditions.ts'

export interface Narrowed {
  /** Finds the same tasks. */
  readonly query: TaskQuery
  /** Lists that are much shorter than those of its roles, to be read instead; `undefined`: none. */
  readonly instead?: { readonly column: 'stage' | 'procedure'; readonly values: readonly string[] } | undefined
}

/** So many rows of a list are looked through in the time that it takes to learn of a shorter one. */
const SOON = 2_000
const PAGE = 50

/**
 * Theory of operation: a role's list holds what nobody of it does as well. Who looks through it for a stage or an element that never comes to the role
 * would read all of it in vain. How many tasks of each role stand there is counted anyway, so roles that have none are left out. Where they have few,
 * the stage's list may be shorter, and so may the lists of the procedures that have some: a rare element is that of one procedure, or of a few.
 *
 * `nothing`: there is no such task.
 */
export async function narrowed(db: Database, asked: TaskQuery): Promise<Narrowed | 'nothing'> {
  const query = inBoth(asked)
  const { stage, element, roles, candidate } = query
  if (roles?.length === 0 || (candidate?.roles.length === 0 && candidate.groups.length === 0)) return 'nothing'
  if ((stage === undefined && element === undefined) || isShort(query)) return { query }
  const counted = await counts(db, query, 'role')
  const having = new Map(counted.filter((role) => role.wanted > 0).map((role) => [role.key, role]))
  if (having.size === 0) return 'nothing'
  const withSome = (all: readonly string[]) => all.filter((role) => having.has(role))
  const left = withSome(candidate?.roles ?? roles ?? [...having.keys()])
  if (roles !== undefined && candidate === undefined && left.length === 0) return 'nothing'
  const instead = await shorter(db, query, counted, left)
  if (candidate !== undefined) return { query: { ...query, candidate: { ...candidate, roles: left } }, instead }
  if (roles !== undefined) return { query: { ...query, roles: left }, instead }
  // Tasks without a role stand in no list of a role.
  const isOfRoles = stage === undefined && instead === undefined && !having.has('')
  return { query: isOfRoles ? { ...query, roles: left } : query, instead }
}

/** Who may do it as one of some roles, of which only some are asked for. */
function inBoth(query: TaskQuery): TaskQuery {
  const { roles, candidate } = query
  if (roles === undefined || candidate === undefined) return query
  return { ...query, candidate: { ...candidate, roles: candidate.roles.filter((role) => roles.includes(role)) } }
}

interface Counted {
  readonly key: string
  /** At this stage and element. */
  readonly wanted: number
  readonly all: number
}

/** @param roles  those whose lists would be read */
async function shorter(
  db: Database,
  query: TaskQuery,
  byRole: readonly Counted[],
  roles: readonly string[],
): Promise<Narrowed['instead']> {
  const { stage } = query
  const isOfRoles = stage === undefined || query.roles !== undefined || query.candidate !== undefined
  const read = isOfRoles ? byRole.filter(({ key }) => roles.includes(key)) : byRole
  const listed = sumOf(read, 'all')
  // The stage's list has the tasks of all roles.
  const atStage = sumOf(byRole, 'wanted')
  const isOfStage = stage !== undefined && isOfRoles && atStage * 2 < listed
  const ofStage = isOfStage ? { column: 'stage' as const, values: [stage] } : undefined
  if (PAGE * listed <= SOON * sumOf(read, 'wanted')) return ofStage
  const procedures = (await counts(db, query, 'procedure')).filter(({ wanted }) => wanted > 0)
  const isShorter = sumOf(procedures, 'all') * 2 < (isOfStage ? atStage : listed)
  return isShorter ? { column: 'procedure', values: procedures.map(({ key }) => key) } : ofStage
}

function counts(db: Database, { agency, stage, element }: TaskQuery, by: 'role' | 'procedure'): Promise<readonly Counted[]> {
  const conditions = new Conditions().always(`c.kind = 'task'`).add('c.agency = $', agency)
  const wanted = conditions.apart().add('c.stage = $', stage).add('c.key = $', element)
  return db.read<Counted>(
    `SELECT c.${by} AS key, coalesce(sum(c.n) FILTER (WHERE ${wanted.text}), 0)::bigint AS wanted, sum(c.n)::bigint AS all
     FROM (SELECT * FROM @counter AS c WHERE ${conditions.text} UNION ALL SELECT * FROM @counter_delta AS c WHERE ${conditions.text}) AS c
     GROUP BY 1`,
    conditions.values,
  )
}

function sumOf(counted: readonly Counted[], what: 'wanted' | 'all'): number {
  return counted.reduce((sum, each) => sum + each[what], 0)
}

/** Whether the list is a small part of all: it is walked to its end sooner than anything else is asked. */
export function isShort({ dossier, assignee, unit, procedure }: TaskQuery): boolean {
  return dossier !== undefined || typeof assignee === 'string' || unit !== undefined || procedure !== undefined
}
