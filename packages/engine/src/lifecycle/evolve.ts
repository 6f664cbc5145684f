import type { LifecycleEvent } from './event.ts'
import type { LifecycleState } from './state.ts'

/** Folds an event into where the dossier legally stands. Total; reads no calendar. */
export function evolveLifecycle(state: LifecycleState, event: LifecycleEvent): LifecycleState {
  switch (event.type) {
    case 'stageEntered':
      return { ...state, stages: { ...state.stages, [event.stage]: 'active' } }
    case 'stageLeft':
      return { ...state, stages: { ...state.stages, [event.stage]: 'done' } }
    case 'standingChanged':
      return { ...state, standing: event.standing }
    case 'rulesApplied':
      return { ...state, rules: event.rules }
    case 'clockChanged':
      return { ...state, clock: event.clock }
    case 'paymentChanged':
      return { ...state, payment: event.payment }
  }
}
