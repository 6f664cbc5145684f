/**
 * Theory of operation
 *
 * A task belongs to all who may do it until somebody *claims* it; then only they complete it. They may *delegate* it: somebody else
 * works on it, they go on to answer for it. The delegate completes it, in the owner's name, or gives it back; either way four eyes
 * count both of them. A supervisor *reassigns*: to a person, to a unit, to nobody. Whoever completed what a task checks (`fourEyes`)
 * can neither claim nor be given nor complete it, nor answer for it. Ruling S-52.
 */
import { awaitedOf, find } from '../../kernel/index.ts'
import type { DossierCommand, DossierDecision, DossierRejection, DossierState } from '../dossier.ts'
import type { TaskAssigned } from '../event.ts'
import { evolveDesk } from '../evolve.ts'
import type { Procedure } from '../procedure.ts'
import type { TaskCommand } from './command.ts'
import { excludedFrom } from './four-eyes.ts'
import { assignmentOf, type Assignment } from './region.ts'

export function decideTask(
  procedure: Procedure,
  state: DossierState,
  command: TaskCommand & { readonly actor?: string | undefined },
): DossierDecision {
  const open = find(state.kernel.instances, command.instance)
  const waiting = open === undefined ? [] : awaitedOf(procedure.program, open)
  const task = waiting.find(({ awaited }) => awaited.kind === 'task')
  if (task === undefined) {
    const message = `expected an open task, found none under ${command.instance}`
    return { ok: false, rejection: { code: 'TASK_NOT_ACTIVE', message } }
  }
  const now = assignmentOf(state.tasks, command.instance)
  const wanted = assigned(command, now)
  if ('code' in wanted) return { ok: false, rejection: { ...wanted, element: task.element } }
  const { element } = task
  // An owner who did meanwhile what it checks gets it back no more: it is everybody's again.
  const isNobodys = command.type === 'unclaimTask' && refusedBy(procedure, state, element, wanted.assignee) !== undefined
  const next = isNobodys ? { ...wanted, assignee: null } : wanted
  const given = next.assignee === now.assignee ? undefined : refusedBy(procedure, state, element, next.assignee)
  const excluded = given ?? (next.owner === now.owner ? undefined : answering(procedure, state, element, next.owner))
  if (excluded !== undefined) return { ok: false, rejection: excluded }
  const { instance, at } = command
  const event: TaskAssigned = {
    type: 'taskAssigned',
    at,
    instance,
    element,
    ...next,
    ...('reason' in command ? { reason: command.reason } : {}),
  }
  return { ok: true, events: [event], state: evolveDesk(state, event) }
}

/** Why a person may not complete an open task. `undefined`: they may, or it is not known who it is. */
export function mayComplete(procedure: Procedure, state: DossierState, command: DossierCommand): DossierRejection | undefined {
  if (command.type !== 'completeTask' || command.actor === undefined) return undefined
  const instance = find(state.kernel.instances, command.instance)
  const element = instance === undefined ? undefined : procedure.program.nodes[instance.node]?.id
  if (element === undefined) return undefined
  const { assignee, owner } = assignmentOf(state.tasks, command.instance)
  if (assignee !== null && assignee !== command.actor) {
    return { code: 'TASK_TAKEN', message: `expected "${assignee}" to complete "${element}", found "${command.actor}"`, element }
  }
  return refusedBy(procedure, state, element, command.actor) ?? answering(procedure, state, element, owner)
}

/** Why a person may not answer for what another one does. */
function answering(
  procedure: Procedure,
  state: DossierState,
  element: string,
  owner: string | null,
): DossierRejection | undefined {
  const refused = refusedBy(procedure, state, element, owner)
  if (refused === undefined) return undefined
  const message = `expected another person to answer for "${element}", found "${owner}", who did what it checks: give it back`
  return { ...refused, message }
}

function refusedBy(
  procedure: Procedure,
  state: DossierState,
  element: string,
  person: string | null,
): DossierRejection | undefined {
  if (person === null || !excludedFrom(procedure, state.tasks, element).includes(person)) return undefined
  return {
    code: 'FOUR_EYES',
    message: `expected another person for "${element}", found "${person}", who did what it checks`,
    element,
  }
}

type Refused = { readonly code: 'TASK_TAKEN' | 'TASK_NOT_YOURS'; readonly message: string }

function assigned(command: TaskCommand & { readonly actor?: string | undefined }, now: Assignment): Assignment | Refused {
  const { actor = '' } = command
  const isTheirs = now.assignee === actor
  switch (command.type) {
    case 'claimTask':
      if (now.assignee === null) return { ...now, assignee: actor }
      return isTheirs ? now : { code: 'TASK_TAKEN', message: `expected a task that nobody has, found "${now.assignee}" has it` }
    case 'unclaimTask':
      if (!isTheirs) return notTheirs(actor, now)
      return { ...now, assignee: now.owner, owner: null }
    case 'delegateTask':
      if (!isTheirs) return notTheirs(actor, now)
      return { ...now, assignee: command.to, owner: now.owner ?? actor }
    case 'reassignTask': {
      const { assignee = now.assignee, unit = now.unit } = command
      return { assignee, unit, owner: assignee === now.assignee ? now.owner : null }
    }
  }
}

function notTheirs(actor: string, { assignee }: Assignment): Refused {
  return { code: 'TASK_NOT_YOURS', message: `expected the one who has the task (${assignee ?? 'nobody'}), found "${actor}"` }
}
