import type { Database, Statement } from 'better-sqlite3'
import type { StoredTask, StoredTimer, TaskQuery } from '@motcua/engine/ports'
import { mustBeLimit } from './check.ts'

export interface Work {
  tasks(query: TaskQuery): readonly StoredTask[]
  task(id: string): StoredTask | undefined
  dueTimers(now: number, limit: number): readonly StoredTimer[]
  nextDue(): number | undefined
}

/** What waits for a person or for an instant. */
export function prepareWork(db: Database): Work {
  const task = db.prepare<[string], TaskRow>(`SELECT ${TASK} FROM task WHERE id = ?`)
  const dueTimers = db.prepare<[number, number], StoredTimer>(
    'SELECT id, dossier, due FROM timer WHERE due <= ? ORDER BY due, ordinal LIMIT ?',
  )
  const nextDue = db
    .prepare<[], number | null>(
      `SELECT min(due) FROM (
         SELECT min(due) AS due FROM timer
         UNION ALL SELECT min(wake) FROM job WHERE status IN ('queued', 'leased'))`,
    )
    .pluck()
  return {
    tasks: prepareTasks(db),
    task: (id) => taskOf(task.get(id)),
    dueTimers: (now, limit) => dueTimers.all(now, mustBeLimit(limit)),
    nextDue: () => nextDue.get() ?? undefined,
  }
}

const TASK = 'ordinal, id, dossier, element, name, role, stage, form, opened_at AS openedAt, due_at AS dueAt'
/** The order of a worklist, as the index has it. */
const ORDER = 'ORDER BY ifnull(due_at, 9007199254740991), opened_at, ordinal LIMIT ?'

interface TaskRow extends StoredTask {
  readonly ordinal: number
}

/** Each role's list is read in the index's order, no further than the limit, and the lists are merged. */
function prepareTasks(db: Database): Work['tasks'] {
  const select = (where: string): Statement<unknown[], TaskRow> =>
    db.prepare<unknown[], TaskRow>(`SELECT ${TASK} FROM task ${where} ${ORDER}`)
  const all = select('')
  const ofRole = select('WHERE role = ?')
  const ofDossier = select('WHERE dossier = ?')
  return ({ roles, dossier, limit }) => {
    mustBeLimit(limit)
    const wanted = roles && [...new Set(roles)]
    if (dossier !== undefined) {
      const isWanted = ({ role }: TaskRow) => wanted === undefined || (role !== null && wanted.includes(role))
      return ofDossier.all(dossier, -1).filter(isWanted).slice(0, limit).map(withoutOrdinal)
    }
    if (wanted === undefined) return all.all(limit).map(withoutOrdinal)
    const lists = wanted.flatMap((role) => ofRole.all(role, limit))
    return lists.sort(mostUrgent).slice(0, limit).map(withoutOrdinal)
  }
}

function mostUrgent(a: TaskRow, b: TaskRow): number {
  if (a.dueAt !== b.dueAt) return (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity)
  return a.openedAt - b.openedAt || a.ordinal - b.ordinal
}

function taskOf(row: TaskRow | undefined): StoredTask | undefined {
  return row && withoutOrdinal(row)
}

function withoutOrdinal({ ordinal: _, ...task }: TaskRow): StoredTask {
  return task
}
