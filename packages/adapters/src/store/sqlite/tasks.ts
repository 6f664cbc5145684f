import type { Database } from 'better-sqlite3'
import { cursorOf, mustBePageSize, placeOf } from '@motcua/engine/ports'
import type { Page, StoredTask, TaskCount, TaskCountQuery, TaskQuery } from '@motcua/engine/ports'
import { TASK_PARTS, type TaskCombination } from './counts.ts'
import { merged, prepareIsCommon, prepareValues } from './lists.ts'
import { instantOf } from './never.ts'
import { rangeOf } from './range.ts'
import { Conditions, statementsOf } from './statements.ts'
import { matchOf } from './words.ts'

export interface Tasks {
  find(id: string): StoredTask | undefined
  page(query: TaskQuery): Page<StoredTask>
  count(query: TaskCountQuery): readonly TaskCount[]
}

const COLUMNS = 'task.*, (SELECT search FROM dossier WHERE dossier.dossier = task.dossier) AS search'

/** What waits for a person. */
export function prepareTasks(db: Database): Tasks {
  const find = db.prepare<[string], TaskRow>(`SELECT ${COLUMNS} FROM task WHERE id = ?`)
  return {
    find(id) {
      const row = find.get(id)
      return row && taskOf(row)
    },
    page: preparePage(db),
    count: prepareTaskCounts(db),
  }
}

/** Where to look for tasks: a part of the table whose index has the worklist's order, or that is small. */
interface Source {
  readonly from: string
  readonly where: Conditions
}

/** What text finds, if that is little: the place to look then. */
function foundBy(match: string): Source {
  const found = `dossier_text CROSS JOIN dossier ON dossier.ordinal = dossier_text.rowid CROSS JOIN task ON ${OF_DOSSIER}`
  return { from: found, where: new Conditions().holds('dossier_text MATCH ?', match) }
}

function preparePage(db: Database): Tasks['page'] {
  const statement = statementsOf<TaskRow>(db)
  const sourcesOf = prepareSources(db)
  const isCommon = prepareIsCommon(db)
  return (query) => {
    const limit = mustBePageSize(query.limit)
    const match = query.text === undefined ? undefined : matchOf(query.text)
    const isRare = match !== undefined && query.dossier === undefined && !isCommon(match)
    const conditions = conditionsOf(query)
    if (match !== undefined && !isRare)
      conditions.holds('is_found_by(?, (SELECT search FROM dossier WHERE dossier.dossier = task.dossier))', query.text)
    if (query.after !== undefined) {
      const place = placeOf(query.after, ['number', 'number', 'number'])
      // The first half lets the index begin where the page does.
      conditions.holds('task.due >= ? AND (task.due, task.opened_at, task.ordinal) > (?, ?, ?)', place[0], ...place)
    }
    const lists = (isRare ? [foundBy(match)] : sourcesOf(query)).map(({ from, where }) => {
      const sql = `SELECT ${COLUMNS} FROM ${from} WHERE ${where.sql} AND ${conditions.sql}
        ORDER BY task.due, task.opened_at, task.ordinal LIMIT ?`
      return statement(sql).all(...where.values, ...conditions.values, limit + 1)
    })
    const rows = merged(lists, mostUrgent, limit + 1)
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return {
      items: rows.slice(0, limit).map(taskOf),
      next: last === undefined ? null : cursorOf([last.due, last.opened_at, last.ordinal]),
    }
  }
}

function prepareSources(db: Database): (query: TaskQuery) => readonly Source[] {
  const roles = prepareValues(db, 'task', 'task_by_role', 'role', '1')
  const agencies = prepareValues(db, 'task', 'task_by_role', 'agency', 'role IS ?')
  const ofRole = (role: string | null, query: TaskQuery): Source[] => {
    const { candidate, agency } = query
    if (candidate !== undefined && candidate.ownRole !== null && role === candidate.ownRole) {
      const where = new Conditions().holds('dossier.applicant = ?', candidate.person).holds('task.role = ?', role)
      return [{ from: `dossier CROSS JOIN task ON ${OF_DOSSIER}`, where }]
    }
    return (agency === undefined ? agencies(role) : [agency]).map((of) => {
      return { from: 'task INDEXED BY task_by_role', where: new Conditions().holds('role IS ?', role).holds('agency IS ?', of) }
    })
  }
  return (query) => {
    const { dossier, assignee, unit, candidate } = query
    if (dossier !== undefined)
      return [{ from: 'task', where: new Conditions().holds('task.id > ? AND task.id < ?', ...rangeOf(dossier)) }]
    if (assignee !== undefined && assignee !== null)
      return [{ from: 'task INDEXED BY task_by_assignee', where: new Conditions().holds('assignee = ?', assignee) }]
    if (unit !== undefined) return [{ from: 'task INDEXED BY task_by_unit', where: new Conditions().holds('unit = ?', unit) }]
    const wanted = query.roles ?? candidate?.roles
    const lists = [...new Set(wanted ?? roles())].flatMap((role) => ofRole(role, query))
    if (query.roles !== undefined) return lists
    const groups = [...new Set(candidate?.groups)].map((group) => {
      const where = new Conditions().holds('task_group.name = ?', group)
      return { from: 'task_group CROSS JOIN task ON task.ordinal = task_group.ordinal', where }
    })
    return [...lists, ...groups]
  }
}

const OF_DOSSIER = `task.id > dossier.dossier || ':' AND task.id < dossier.dossier || ';' AND task.dossier = dossier.dossier`

function conditionsOf(query: TaskQuery): Conditions {
  const { candidate, roles, assignee } = query
  const conditions = new Conditions()
    .is('task.agency = ?', query.agency)
    .is('unit = ?', query.unit)
    .is('stage = ?', query.stage)
    .is('task.procedure = ?', query.procedure)
    .is('element = ?', query.element)
    .is('task.dossier = ?', query.dossier)
    .is('task.due >= ?', query.dueFrom)
    .is('task.due < ?', query.dueBefore)
    .is(`role IN (SELECT value FROM json_each(?))`, roles && JSON.stringify(roles))
  // "No due instant" is a number here, and neither before nor after any instant.
  if (query.dueFrom !== undefined || query.dueBefore !== undefined) conditions.holds('task.due < ?', Number.MAX_SAFE_INTEGER)
  if (assignee !== undefined) conditions.holds('assignee IS ?', assignee)
  if (candidate === undefined) return conditions
  const { person, groups, ownRole } = candidate
  conditions
    .holds(
      `(role IN (SELECT value FROM json_each(?)) OR
        EXISTS (SELECT 1 FROM json_each(groups) WHERE value IN (SELECT value FROM json_each(?))))`,
      JSON.stringify(candidate.roles),
      JSON.stringify(groups),
    )
    .holds('(assignee IS NULL OR assignee = ?)', person)
    .holds(`(excluded = '[]' OR NOT EXISTS (SELECT 1 FROM json_each(excluded) WHERE value = ?))`, person)
  if (ownRole !== null) conditions.holds('(role IS NOT ? OR task.applicant = ?)', ownRole, person)
  return conditions
}

function prepareTaskCounts(db: Database): Tasks['count'] {
  const all = db.prepare<[], [string, number]>('SELECT combination, count FROM task_count').raw()
  return ({ agency, by, keys }) => {
    const wanted = keys === undefined ? undefined : new Set<string | null>(keys)
    const sums = new Map<string | null, number>()
    for (const [combination, count] of all.all()) {
      const parts = JSON.parse(combination) as TaskCombination
      if (agency !== undefined && parts[0] !== agency) continue
      const key = parts[TASK_PARTS.indexOf(by)] ?? null
      if (wanted?.has(key) !== false) sums.set(key, (sums.get(key) ?? 0) + count)
    }
    return [...sums].filter(([, count]) => count !== 0).map(([key, count]) => ({ key, count }))
  }
}

interface TaskRow extends Omit<StoredTask, 'groups' | 'excluded' | 'openedAt' | 'dueAt'> {
  readonly ordinal: number
  readonly groups: string
  readonly excluded: string
  readonly opened_at: number
  readonly due: number
}

function mostUrgent(a: TaskRow, b: TaskRow): number {
  return a.due - b.due || a.opened_at - b.opened_at || a.ordinal - b.ordinal
}

function taskOf({ ordinal: _, groups, excluded, opened_at, due, ...task }: TaskRow): StoredTask {
  return {
    ...task,
    groups: JSON.parse(groups) as string[],
    excluded: JSON.parse(excluded) as string[],
    openedAt: opened_at,
    dueAt: instantOf(due),
  }
}
