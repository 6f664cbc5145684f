import type { Database } from 'better-sqlite3'
import { TASK_PARTS, taskCombination, type CountChanges } from './counts.ts'
import { NO_NAMES, type Draft, type TaskValues } from './draft.ts'
import { prepareLanes } from './lanes.ts'

/** The tasks, timers, jobs, subscriptions and incidents that follow from a commit. */
export function prepareWorkWrites(db: Database): (draft: Draft, counts: CountChanges) => void {
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
  return (draft, counts) => {
    writeTasks(draft, counts)
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

/** A task that goes, as it was counted and as its groups list it. */
type Gone = readonly [combination: string, groups: string, due: number, openedAt: number, ordinal: number]

/** As {@link taskCombination} makes it. */
const COMBINATION = `json_array(${TASK_PARTS.join(', ')})`

function prepareTaskWrites(db: Database): (draft: Draft, counts: CountChanges) => void {
  const gone = `${COMBINATION}, groups, due, opened_at, ordinal`
  const close = db.prepare<[string, string], Gone>(`DELETE FROM task WHERE id = ? AND dossier = ? RETURNING ${gone}`).raw()
  const replaced = db.prepare<[string], Gone>(`SELECT ${gone} FROM task WHERE id = ?`).raw()
  const columns = [
    ...['id', 'dossier', 'agency', 'procedure', 'element', 'name', 'role', 'groups', 'unit', 'assignee', 'owner', 'excluded'],
    ...['stage', 'form', 'code', 'title', 'applicant', 'opened_at', 'due'],
  ]
  const insert = `INSERT INTO task (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT (id)`
  // Most tasks that open are new.
  const open = db.prepare<[TaskValues]>(`${insert} DO NOTHING`)
  const replace = db.prepare<[TaskValues]>(
    `${insert} DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
  )
  const insertGroup = db.prepare('INSERT OR IGNORE INTO task_group (name, due, opened_at, ordinal) VALUES (?, ?, ?, ?)')
  const deleteGroup = db.prepare('DELETE FROM task_group WHERE name = ? AND due = ? AND opened_at = ? AND ordinal = ?')
  const forget = (task: Gone | undefined, counts: CountChanges) => {
    if (task === undefined) return
    const [combination, groups, due, openedAt, ordinal] = task
    counts.add('task_count', combination, -1)
    if (groups === NO_NAMES) return
    for (const name of JSON.parse(groups) as string[]) deleteGroup.run(name, due, openedAt, ordinal)
  }
  return ({ journal: [dossier], ...tasks }, counts) => {
    for (const id of tasks.close) forget(close.get(id, dossier), counts)
    for (const values of tasks.open) {
      const opened = open.run(values)
      let ordinal = opened.lastInsertRowid
      if (opened.changes === 0) {
        const old = replaced.get(values[0])
        forget(old, counts)
        replace.run(values)
        if (old !== undefined) ordinal = old[4]
      }
      const [, , agency, procedure, element, , role, groups, unit, assignee, , , stage, , , , , openedAt, due] = values
      counts.add('task_count', taskCombination({ agency, procedure, element, stage, role, unit, assignee }), 1)
      if (groups === NO_NAMES) continue
      for (const group of JSON.parse(groups) as string[]) insertGroup.run(group, due, openedAt, ordinal)
    }
  }
}
