import { isFoundBy } from '../../ports/index.ts'
import type { Commit, Page, StoredTask, TaskCount, TaskCountQuery, TaskQuery } from '../../ports/index.ts'
import { pageOf, tally } from './order.ts'

/** A task with its number in the order in which tasks were opened. */
interface Entry {
  readonly task: StoredTask
  readonly ordinal: number
}

/** The worklist. */
export class Tasks {
  readonly #tasks = new Map<string, Entry>()
  #last = 0

  get size(): number {
    return this.#tasks.size
  }

  find(id: string): StoredTask | undefined {
    return this.#tasks.get(id)?.task
  }

  page(query: TaskQuery): Page<StoredTask> {
    const found = [...this.#tasks.values()].filter(({ task }) => isWanted(task, query))
    const { items, next } = pageOf(found, urgency, ['number', 'number', 'number'], query)
    return { items: items.map(({ task }) => task), next }
  }

  count({ agency, by, keys }: TaskCountQuery): readonly TaskCount[] {
    const found = [...this.#tasks.values()].filter(({ task }) => agency === undefined || task.agency === agency)
    const wanted = keys === undefined ? undefined : new Set<string | null>(keys)
    return tally(found.map(({ task }) => task[by]).filter((key) => wanted?.has(key) !== false))
  }

  apply({ dossier, tasks }: Commit): void {
    for (const id of tasks.close) if (this.find(id)?.dossier === dossier) this.#tasks.delete(id)
    for (const task of tasks.open) {
      this.#tasks.set(task.id, { task, ordinal: this.#tasks.get(task.id)?.ordinal ?? (this.#last += 1) })
    }
  }
}

function urgency({ task, ordinal }: Entry): readonly [number, number, number] {
  return [task.dueAt ?? Number.MAX_SAFE_INTEGER, task.openedAt, ordinal]
}

function isWanted(task: StoredTask, query: TaskQuery): boolean {
  return (
    (query.agency === undefined || task.agency === query.agency) &&
    (query.candidate === undefined || isCandidate(task, query.candidate)) &&
    (query.roles === undefined || (task.role !== null && query.roles.includes(task.role))) &&
    (query.assignee === undefined || task.assignee === query.assignee) &&
    (query.unit === undefined || task.unit === query.unit) &&
    (query.stage === undefined || task.stage === query.stage) &&
    (query.procedure === undefined || task.procedure === query.procedure) &&
    (query.element === undefined || task.element === query.element) &&
    (query.dossier === undefined || task.dossier === query.dossier) &&
    (query.dueBefore === undefined || (task.dueAt !== null && task.dueAt < query.dueBefore)) &&
    (query.dueFrom === undefined || (task.dueAt !== null && task.dueAt >= query.dueFrom)) &&
    (query.text === undefined || isFoundBy(query.text, task.search))
  )
}

function isCandidate(task: StoredTask, { person, roles, groups, ownRole }: NonNullable<TaskQuery['candidate']>): boolean {
  return (
    ((task.role !== null && roles.includes(task.role)) || task.groups.some((group) => groups.includes(group))) &&
    (task.assignee === null || task.assignee === person) &&
    !task.excluded.includes(person) &&
    (ownRole === null || task.role !== ownRole || task.applicant === person)
  )
}
