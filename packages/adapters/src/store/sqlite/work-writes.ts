import type { Database } from 'better-sqlite3'
import { TASK_PARTS, type CountChanges } from './counts.ts'
import { NO_NAMES, type Draft, type TaskDraft, type Value } from './draft.ts'
import { prepareLanes } from './lanes.ts'
import { forgetTask, rememberTask, type OpenTask, type Standing } from './remembered.ts'

/** Of a dossier that stands as the commit leaves it. */
type WriteWork = (draft: Draft, standing: Standing, counts: CountChanges) => void

/** The tasks, timers, jobs, subscriptions and incidents that follow from a commit. */
export function prepareWorkWrites(db: Database): WriteWork {
  const writeTasks = prepareTaskWrites(db)
  const close = (table: string) => db.prepare(`DELETE FROM ${table} WHERE id = ? AND dossier = ?`)
  const [clearTimer, closeSubscription, closeIncident] = [close('timer'), close('subscription'), close('incident')]
  const setTimer = db.prepare(
    `INSERT INTO timer (id, dossier, due, wake, is_suspended) VALUES (@id, @dossier, @due, @due, @isSuspended)
     ON CONFLICT (id) DO UPDATE SET dossier = excluded.dossier, due = excluded.due, wake = excluded.wake, worker = NULL,
       is_suspended = excluded.is_suspended`,
  )
  const openSubscription = db.prepare(
    `INSERT INTO subscription (id, dossier, agency, kind, name, key, is_suspended) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET dossier = excluded.dossier, agency = excluded.agency, kind = excluded.kind, name = excluded.name,
       key = excluded.key, is_suspended = excluded.is_suspended`,
  )
  const openIncident = db.prepare(
    `INSERT INTO incident (id, dossier, agency, procedure, element, code, message, raised_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET dossier = excluded.dossier, agency = excluded.agency, procedure = excluded.procedure,
       element = excluded.element, code = excluded.code, message = excluded.message, raised_at = excluded.raised_at`,
  )
  const lanes = prepareLanes(db)
  return (draft, standing, counts) => {
    writeTasks(draft, standing, counts)
    if (draft.rest === null) return
    const [dossier] = draft.journal
    const { isSuspended, timers, jobs, subscriptions, incidents } = draft.rest
    for (const id of timers?.clear ?? []) clearTimer.run(id, dossier)
    for (const { id, due } of timers?.set ?? []) setTimer.run({ id, dossier, due, isSuspended })
    for (const job of jobs?.add ?? []) lanes.add(job, isSuspended)
    for (const id of jobs?.finish ?? []) lanes.end(id, dossier, 'done')
    for (const id of jobs?.cancel ?? []) lanes.end(id, dossier, 'cancelled')
    for (const id of subscriptions?.close ?? []) closeSubscription.run(id, dossier)
    for (const { id, agency, kind, name, key } of subscriptions?.open ?? [])
      openSubscription.run(id, dossier, agency, kind, name, key, isSuspended)
    for (const id of incidents?.close ?? []) closeIncident.run(id, dossier)
    for (const { id, agency, procedure, element, code, message, raisedAt } of incidents?.open ?? [])
      openIncident.run(id, dossier, agency, procedure, element, code, message, raisedAt)
  }
}

/** As `taskCombination` makes it. */
const COMBINATION = `json_array(${TASK_PARTS.join(', ')})`

function prepareTaskWrites(db: Database): WriteWork {
  const find = db.prepare<[string], OpenTask & { readonly dossier: string }>(
    `SELECT id, dossier, ${COMBINATION} AS combination, groups, due, opened_at AS openedAt, ordinal FROM task WHERE id = ?`,
  )
  // RETURNING would have it all in one statement, which keeps its rows in a table of its own and is slower than two.
  const remove = db.prepare<[number]>('DELETE FROM task WHERE ordinal = ?')
  const columns = [
    ...['dossier', 'id', 'code', 'title', 'applicant', 'opened_at', 'due'],
    ...['agency', 'procedure', 'element', 'name', 'role', 'groups', 'unit', 'assignee', 'owner', 'excluded', 'stage', 'form'],
  ]
  const insert = `INSERT INTO task (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT (id)`
  // Most tasks that open are new.
  const open = db.prepare<Value[]>(`${insert} DO NOTHING`)
  const replace = db.prepare<Value[]>(
    `${insert} DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
  )
  const insertGroup = db.prepare('INSERT OR IGNORE INTO task_group (name, due, opened_at, ordinal) VALUES (?, ?, ?, ?)')
  const deleteGroup = db.prepare('DELETE FROM task_group WHERE name = ? AND due = ? AND opened_at = ? AND ordinal = ?')
  const forget = ({ combination, groups, due, openedAt, ordinal }: OpenTask, counts: CountChanges) => {
    counts.add('task_count', combination, -1)
    if (groups === NO_NAMES) return
    for (const name of JSON.parse(groups) as string[]) deleteGroup.run(name, due, openedAt, ordinal)
  }
  /** Gives where the task's row is. */
  const write = (dossier: string, { values, kind }: TaskDraft, standing: Standing, counts: CountChanges): number => {
    const { changes, lastInsertRowid } = open.run(dossier, ...values, ...kind.values)
    if (changes === 1) return Number(lastInsertRowid)
    const [id] = values
    const old = find.get(id)
    if (old === undefined) throw new Error(`DEFECT_TASK_GONE: expected a task ${id}, found none, please report this`)
    forgetTask(standing, id)
    forget(old, counts)
    replace.run(dossier, ...values, ...kind.values)
    return old.ordinal
  }
  /** Its own, where there is one. */
  const taskOf = (dossier: string, id: string) => {
    const found = find.get(id)
    return found?.dossier === dossier ? found : undefined
  }
  return ({ journal: [dossier], close, open: opened }, standing, counts) => {
    for (const id of close) {
      const task = forgetTask(standing, id) ?? taskOf(dossier, id)
      if (task === undefined) continue
      remove.run(task.ordinal)
      forget(task, counts)
    }
    for (const task of opened) {
      const ordinal = write(dossier, task, standing, counts)
      const { combination, groups, values: kind } = task.kind
      const [id, , , , openedAt, due] = task.values
      rememberTask(standing, { id, combination, groups: kind[5], due, openedAt, ordinal })
      counts.add('task_count', combination, 1)
      for (const group of groups) insertGroup.run(group, due, openedAt, ordinal)
    }
  }
}
