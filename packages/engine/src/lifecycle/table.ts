import type { Guard } from './guard.ts'
import { holds } from './guard.ts'
import type { LifecycleEventName, LifecycleMachine, Region } from './machine.ts'
import { LIFECYCLE_EVENT_NAMES, REGIONS } from './machine.ts'
import type { Stage } from '../definition/index.ts'
import type { LifecycleState, StageStatus } from './state.ts'

/** region → state → event → where it leads and on what condition. */
export type LifecycleTable = ReadonlyMap<Region, ReadonlyMap<string, ReadonlyMap<LifecycleEventName, Step>>>

export interface Step {
  readonly target: string
  readonly guard: Guard | undefined
}

/** The machine flattened once, when a procedure is loaded: what hosts run for every command. */
export function lifecycleTable(machine: LifecycleMachine): LifecycleTable {
  const table = new Map<Region, Map<string, Map<LifecycleEventName, Step>>>()
  for (const region of REGIONS) {
    const states = new Map<string, Map<LifecycleEventName, Step>>()
    for (const [state, node] of Object.entries(machine.root.states[region as never]?.states ?? {})) {
      const steps = new Map<LifecycleEventName, Step>()
      for (const event of LIFECYCLE_EVENT_NAMES) {
        const transition = node.transitions.get(event)?.[0]
        const target = transition?.target?.[0]?.key
        if (target !== undefined) steps.set(event, { target, guard: transition?.guard as Guard | undefined })
      }
      states.set(state, steps)
    }
    table.set(region, states)
  }
  return table
}

/** The state that a region goes to on this event; `undefined`: the lifecycle has no such transition now. */
export function stepOf(
  table: LifecycleTable,
  state: LifecycleState,
  region: Region,
  event: LifecycleEventName,
): string | undefined {
  const step = table.get(region)?.get(stateOf(state, region))?.get(event)
  return step === undefined || (step.guard !== undefined && !holds(step.guard, state)) ? undefined : step.target
}

/** Where a region stands. */
export function stateOf(state: LifecycleState, region: Region): string {
  if (region === 'standing') return state.standing
  if (region === 'clock') return state.clock.state
  if (region === 'payment') return state.payment
  return statusOf(state.stages, region)
}

/** Names written out: a property by a name that changes is looked up, and this is asked for every stage of every step. */
export function statusOf(stages: LifecycleState['stages'], stage: Stage): StageStatus {
  switch (stage) {
    case 'receive':
      return stages.receive
    case 'digitize':
      return stages.digitize
    case 'transfer':
      return stages.transfer
    case 'verify':
      return stages.verify
    case 'sign':
      return stages.sign
    case 'return':
      return stages.return
    case 'archive':
      return stages.archive
  }
}
