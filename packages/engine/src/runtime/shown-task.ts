import { find } from '../kernel/index.ts'
import { assignmentOf, excludedFrom, type DossierEvent, type DossierState, type Procedure } from '../lifecycle/index.ts'
import type { StoredTask } from '../ports/index.ts'
import { candidatesOf } from './authorisation.ts'
import { canonical } from './canonical.ts'
import type { ShownOfDossier } from './head.ts'

/** What a task says of itself, whatever its dossier says. */
type Place = Pick<StoredTask, 'id' | 'dossier' | 'openedAt' | 'dueAt'>

/** An open user task as a worklist shows it now; `undefined`: it is none. */
export function shownTask(
  procedure: Procedure,
  state: DossierState,
  head: ShownOfDossier,
  instance: number,
  { id, dossier, openedAt, dueAt }: Place,
): StoredTask | undefined {
  const index = find(state.kernel.instances, instance)?.node
  const node = index === undefined ? undefined : procedure.program.nodes[index]
  if (node?.kind !== 'userTask') return undefined
  const marks = procedure.marks[node.index]
  const { role, groups } = candidatesOf(node)
  const { assignee, owner, unit } = assignmentOf(state.tasks, instance)
  return {
    id,
    dossier,
    agency: head.agency,
    procedure: head.procedure,
    element: node.id,
    name: marks?.name?.vi ?? node.id,
    role,
    groups,
    assignee,
    owner,
    unit,
    excluded: excludedFrom(procedure, state.tasks, node.id),
    stage: marks?.stage ?? null,
    form: node.form ?? null,
    code: head.code,
    title: head.title,
    search: head.search,
    applicant: head.applicant,
    openedAt,
    dueAt,
  }
}

const CHANGING: ReadonlySet<DossierEvent['type']> = new Set(['taskAssigned', 'workDone', 'processMigrated', 'dueMoved'])

/** Whether events may make open tasks show something else. */
export function mayChangeTasks(events: readonly DossierEvent[]): boolean {
  return events.some(({ type }) => CHANGING.has(type))
}

/** Those of the open tasks that show something else now. */
export function changedTasks(
  tasks: readonly StoredTask[],
  procedure: Procedure,
  state: DossierState,
  head: ShownOfDossier,
): StoredTask[] {
  return tasks.flatMap((task) => {
    const instance = Number(task.id.slice(task.dossier.length + 1))
    const dueAt = find(state.kernel.instances, instance)?.due ?? null
    const now = shownTask(procedure, state, head, instance, { ...task, dueAt }) ?? task
    return canonical(now) === canonical(task) ? [] : [now]
  })
}
