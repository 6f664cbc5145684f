import type { Database } from 'better-sqlite3'
import type { Commit, StoredTask } from '@motcua/engine/ports'
import { taskCombination, type CountChanges } from './counts.ts'
import { prepareLanes } from './lanes.ts'
import { dueOf } from './never.ts'

/** The tasks, timers, jobs, subscriptions and incidents that follow from a commit. */
export function prepareWorkWrites(db: Database): (commit: Commit, counts: CountChanges) => void {
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
  return (commit, counts) => {
    const { dossier, head, timers, jobs, subscriptions, incidents } = commit
    const isSuspended = Number(head.suspendedAt !== null)
    writeTasks(commit, counts)
    for (const id of timers.clear) clearTimer.run(id, dossier)
    for (const { id, due } of timers.set) setTimer.run({ id, dossier, due, isSuspended })
    for (const job of jobs.add) lanes.add(job, isSuspended)
    for (const id of jobs.finish) lanes.end(id, dossier, 'done')
    for (const id of jobs.cancel) lanes.end(id, dossier, 'cancelled')
    for (const id of subscriptions?.close ?? []) closeSubscription.run(id, dossier)
    for (const { id, agency, kind, name, key } of subscriptions?.open ?? [])
      openSubscription.run(id, dossier, agency, kind, name, key, isSuspended)
    for (const id of incidents?.close ?? []) closeIncident.run(id, dossier)
    for (const { id, agency, procedure, element, code, message, raisedAt } of incidents?.open ?? [])
      openIncident.run(id, dossier, agency, procedure, element, code, message, raisedAt)
  }
}

/** What is needed of a task that goes, to count it no more. */
interface Gone extends Pick<StoredTask, 'agency' | 'procedure' | 'element' | 'stage' | 'role' | 'unit' | 'assignee'> {
  readonly ordinal: number
  readonly groups: string
  readonly due: number
  readonly opened_at: number
}

function prepareTaskWrites(db: Database): (commit: Commit, counts: CountChanges) => void {
  const gone = 'ordinal, agency, procedure, element, stage, role, unit, assignee, groups, due, opened_at'
  const close = db.prepare<[string, string], Gone>(`DELETE FROM task WHERE id = ? AND dossier = ? RETURNING ${gone}`)
  const replaced = db.prepare<[string], Gone>(`SELECT ${gone} FROM task WHERE id = ?`)
  const columns = [
    ...['id', 'dossier', 'agency', 'procedure', 'element', 'name', 'role', 'groups', 'unit', 'assignee', 'owner', 'excluded'],
    ...['stage', 'form', 'code', 'title', 'applicant', 'opened_at', 'due'],
  ]
  const insert = `INSERT INTO task (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT (id)`
  // Most tasks that open are new.
  const open = db.prepare(`${insert} DO NOTHING`)
  const replace = db.prepare(`${insert} DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`)
  const insertGroup = db.prepare('INSERT OR IGNORE INTO task_group (name, due, opened_at, ordinal) VALUES (?, ?, ?, ?)')
  const deleteGroup = db.prepare('DELETE FROM task_group WHERE name = ? AND due = ? AND opened_at = ? AND ordinal = ?')
  const forget = (task: Gone | undefined, counts: CountChanges) => {
    if (task === undefined) return
    counts.add('task_count', taskCombination(task), -1)
    if (task.groups === '[]') return
    for (const name of JSON.parse(task.groups) as string[]) deleteGroup.run(name, task.due, task.opened_at, task.ordinal)
  }
  return ({ dossier, tasks }, counts) => {
    for (const id of tasks.close) forget(close.get(id, dossier), counts)
    for (const task of tasks.open) {
      const { id, agency, procedure, element, name, role, groups, unit, assignee, owner, excluded, stage, form } = task
      const due = dueOf(task.dueAt)
      const values = [
        ...[id, dossier, agency, procedure, element, name, role, JSON.stringify(groups), unit, assignee, owner],
        ...[JSON.stringify(excluded), stage, form, task.code, task.title, task.applicant, task.openedAt, due],
      ]
      const opened = open.run(values)
      let ordinal = opened.lastInsertRowid
      if (opened.changes === 0) {
        const old = replaced.get(id)
        forget(old, counts)
        replace.run(values)
        if (old !== undefined) ordinal = old.ordinal
      }
      counts.add('task_count', taskCombination(task), 1)
      for (const group of groups) insertGroup.run(group, due, task.openedAt, ordinal)
    }
  }
}
