import type { DeskEvent, RegionEvent } from './event.ts'
import { INITIAL_STATE, type KernelEvent } from '../kernel/index.ts'
import { doersOf, NO_TASKS, type TaskRegion } from './assignment/region.ts'
import { copyOfLifecycle, type DraftLifecycle } from './copies.ts'
import type { DossierState } from './dossier.ts'
import type { LifecycleState } from './state.ts'

/** Folds an event into where the dossier legally stands. Total; reads no calendar. */
export function evolveLifecycle(state: LifecycleState, event: RegionEvent): LifecycleState {
  const draft = copyOfLifecycle(state)
  applyRegion(draft, event)
  return draft
}

/** The one place where an event changes it: what is decided and what is replayed both come through here. */
export function applyRegion(draft: DraftLifecycle, event: RegionEvent): void {
  switch (event.type) {
    case 'stageEntered':
      draft.stages[event.stage] = 'active'
      return
    case 'stageLeft':
      draft.stages[event.stage] = 'done'
      return
    case 'standingChanged':
      draft.standing = event.standing
      return
    case 'rulesApplied':
      draft.rules = event.rules
      return
    case 'clockChanged':
      draft.clock = event.clock
      return
    case 'paymentChanged':
      draft.payment = event.payment
  }
}

/** Folds what people did beside the process. Total. */
export function evolveDesk(state: DossierState, event: DeskEvent): DossierState {
  const tasks = state.tasks ?? NO_TASKS
  switch (event.type) {
    case 'taskAssigned': {
      const { instance, assignee, owner, unit } = event
      return { ...state, tasks: { ...tasks, assigned: { ...tasks.assigned, [instance]: { assignee, owner, unit } } } }
    }
    case 'workDone': {
      const by = [...new Set([...doersOf(tasks.doneBy, event.element), ...event.by])]
      return { ...state, tasks: { ...tasks, doneBy: { ...tasks.doneBy, [event.element]: by } } }
    }
    case 'dossierSuspended':
      return { ...state, suspension: { since: event.at, reason: event.reason, held: [] } }
    case 'commandHeld': {
      const { suspension } = state
      return suspension === undefined
        ? state
        : { ...state, suspension: { ...suspension, held: [...suspension.held, event.command] } }
    }
    case 'dossierResumed':
      return withoutSuspension(state)
    // Nothing that runs depends on it: reports read it from the journal.
    case 'serviceRecorded':
      return state
    case 'dossierErased': {
      const { status, next, lifecycle } = event.left
      const root = { n: 0, variables: {}, parked: {}, live: 0 }
      return { kernel: { ...INITIAL_STATE, status, next, at: event.at, scopes: [[root]] }, lifecycle }
    }
  }
}

/** What the process's own events mean for the people around it. */
export function followProcess(state: DossierState, events: readonly KernelEvent[]): DossierState {
  let followed = state
  for (const event of events) {
    if (event.type === 'processCancelled') followed = withoutSuspension(followed)
    if (event.type === 'processMigrated' && followed.tasks !== undefined) {
      followed = { ...followed, tasks: renamed(followed.tasks, event.elements) }
    }
  }
  return followed
}

function withoutSuspension(state: DossierState): DossierState {
  const { suspension: _, ...rest } = state
  return rest
}

function renamed(tasks: TaskRegion, names: Readonly<Record<string, string>>): TaskRegion {
  const doneBy: Record<string, readonly string[]> = {}
  for (const [element, by] of Object.entries(tasks.doneBy)) {
    const name = Object.hasOwn(names, element) ? (names[element] as string) : element
    doneBy[name] = [...new Set([...doersOf(doneBy, name), ...by])]
  }
  return { ...tasks, doneBy }
}
