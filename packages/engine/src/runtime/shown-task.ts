import { find } from '../kernel/index.ts'
import { assignmentOf, excludedFrom, type DossierEvent, type DossierState, type Procedure } from '../lifecycle/index.ts'
import type { StoredTask } from '../ports/index.ts'
import { candidatesOf } from './authorisation.ts'
import { canonical } from './canonical.ts'
import type { ShownOfDossier } from './head.ts'

/** What a task shows of its element, of whom it belongs to, and of its dossier. */
export type Shown = Omit<StoredTask, 'id' | 'dossier' | 'openedAt' | 'dueAt'>

/** An open user task as a worklist shows it now; `undefined`: it is none. */
export function shownTask(procedure: Procedure, state: DossierState, head: ShownOfDossier, instance: number): Shown | undefined {
  const index = find(state.kernel.instances, instance)?.node
  const node = index === undefined ? undefined : procedure.program.nodes[index]
  if (node?.kind !== 'userTask') return undefined
  const marks = procedure.marks[node.index]
  const { role, groups } = candidatesOf(node)
  const { agency, code, title, search, applicant } = head
  return {
    agency,
    procedure: head.procedure,
    element: node.id,
    name: marks?.name?.vi ?? node.id,
    ...{ role, groups },
    ...assignmentOf(state.tasks, instance),
    excluded: excludedFrom(procedure, state.tasks, node.id),
    stage: marks?.stage ?? null,
    form: node.form ?? null,
    ...{ code, title, search, applicant },
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
    const shown = shownTask(procedure, state, head, instance)
    const dueAt = find(state.kernel.instances, instance)?.due ?? null
    const now = shown === undefined ? task : { ...task, ...shown, dueAt }
    return canonical(now) === canonical(task) ? [] : [now]
  })
}
