/**
 * Theory of operation
 *
 * The kernel decides first, and an observer notes the marked elements that tokens entered, in order. Then the lifecycle's table is
 * held against them: payment, clock, standing and stage of each. One mark without a transition, and nothing of the command
 * happens: a person's command is rejected; what the world reported stays on record as an incident, and its token stays where it is.
 *
 * A stage is left as soon as no token will stand in it after this command: before the next stage is entered, or at the end.
 */
import type { Calendar } from '../calendar/index.ts'
import { STAGES, type Stage } from '../definition/index.ts'
import {
  all,
  decide,
  INITIAL_STATE,
  raiseIncident,
  replay,
  type Command,
  type Hop,
  type KernelEvent,
  type KernelState,
  type Observer,
  type Rejection,
} from '../kernel/index.ts'
import { clockAfter, nextTick, type ClockEvent } from './clock-region.ts'
import { LIFECYCLE_EVENT_VERSIONS, type LifecycleEvent } from './event.ts'
import { evolveLifecycle } from './evolve.ts'
import type { LifecycleEventName, Region } from './machine.ts'
import { nationalStatus } from './national-status.ts'
import type { Marks, Procedure } from './procedure.ts'
import { INITIAL_LIFECYCLE, type ClockState, type LifecycleState, type PaymentState } from './state.ts'
import { stateOf, stepOf } from './table.ts'

export interface DossierState {
  readonly kernel: KernelState
  readonly lifecycle: LifecycleState
}

export const INITIAL_DOSSIER: DossierState = Object.freeze({ kernel: INITIAL_STATE, lifecycle: INITIAL_LIFECYCLE })

export type DossierEvent = KernelEvent | LifecycleEvent

/** Time itself may change the clock: due soon, overdue. Sent by the host when {@link nextTickOf} says so. */
export interface TickClock {
  readonly type: 'tickClock'
  readonly at: number
  readonly origin: 'world'
}
export type DossierCommand = Command | TickClock

/** Why a dossier's command was refused: the kernel's reason, or a transition that the lifecycle does not have. */
export type DossierRejection =
  | Rejection
  | {
      readonly code: 'LIFECYCLE_REFUSED'
      readonly message: string
      readonly element?: string
      readonly event: LifecycleEventName
    }

export type DossierDecision =
  | { readonly ok: true; readonly events: readonly DossierEvent[]; readonly state: DossierState }
  | { readonly ok: false; readonly rejection: DossierRejection }

/** `kernel.decide` held to the lifecycle's table: what hosts call. Pure. */
export function decideDossier(
  procedure: Procedure,
  state: DossierState,
  command: DossierCommand,
  surroundings: { readonly calendar: Calendar; readonly observe?: Observer | undefined },
): DossierDecision {
  if (command.type === 'tickClock') return tick(procedure, state, command.at, surroundings.calendar)
  const entered: number[] = []
  const observe = (hop: Hop): void => {
    if (hop.hop === 'entered') entered.push(hop.index)
    surroundings.observe?.(hop)
  }
  const decision = decide(procedure.program, state.kernel, command, { calendar: surroundings.calendar, observe })
  if (!decision.ok) {
    const isLost = command.origin === 'world' && state.kernel.status !== 'created'
    return isLost ? incidentOf(procedure, state, command, decision.rejection) : decision
  }
  const lifecycle = new LifecycleFlow(
    procedure,
    state.lifecycle,
    command.at,
    surroundings.calendar,
    stagesIn(procedure, decision.state),
  )
  const refused = lifecycle.follow(entered)
  if (refused === undefined) {
    return {
      ok: true,
      events: [...decision.events, ...lifecycle.events],
      state: { kernel: decision.state, lifecycle: lifecycle.state },
    }
  }
  if (command.origin === 'person') return { ok: false, rejection: refused }
  return incidentOf(procedure, state, command, refused)
}

/** What the world reported stays on record; everything else is as it was. */
function incidentOf(procedure: Procedure, state: DossierState, command: Command, refused: DossierRejection): DossierDecision {
  const about = {
    ...('instance' in command && command.instance !== undefined ? { instance: command.instance } : {}),
    ...(refused.element === undefined ? {} : { element: refused.element }),
  }
  const at = Math.max(command.at, state.kernel.at)
  const incident = raiseIncident(procedure.program, state.kernel, at, refused.code, refused.message, about)
  return { ok: true, events: incident.events, state: { ...state, kernel: incident.state } }
}

/** Folds events of both kinds. */
export function replayDossier(procedure: Procedure, state: DossierState, events: readonly DossierEvent[]): DossierState {
  const lifecycle = events.filter(isLifecycleEvent)
  const kernel = events.filter((event): event is KernelEvent => !isLifecycleEvent(event))
  return {
    kernel: replay(procedure.program, state.kernel, kernel),
    lifecycle: lifecycle.reduce(evolveLifecycle, state.lifecycle),
  }
}

export function isLifecycleEvent(event: DossierEvent): event is LifecycleEvent {
  return Object.hasOwn(LIFECYCLE_EVENT_VERSIONS, event.type)
}

/** The next instant at which {@link TickClock} changes something; `null`: none. */
export function nextTickOf(state: DossierState): number | null {
  return state.kernel.status === 'running' ? nextTick(state.lifecycle.clock) : null
}

function tick(procedure: Procedure, state: DossierState, at: number, calendar: Calendar): DossierDecision {
  const flow = new LifecycleFlow(procedure, state.lifecycle, at, calendar, new Set(STAGES))
  for (let next = nextTickOf(state); next !== null && next <= at; next = nextTick(flow.state.clock)) {
    const { due } = flow.state.clock
    const refused = flow.moveClock(due !== null && due <= at ? 'expire' : 'warn')
    if (refused !== undefined) return { ok: false, rejection: refused }
  }
  return { ok: true, events: flow.events, state: { ...state, lifecycle: flow.state } }
}

/** The stages in which tokens stand. */
function stagesIn(procedure: Procedure, state: KernelState): ReadonlySet<Stage> {
  const stages = new Set<Stage>()
  for (const instance of all(state.instances)) {
    const stage = instance.host === null ? procedure.marks[instance.node]?.stage : undefined
    if (stage !== undefined) stages.add(stage)
  }
  return stages
}

type Refusal = Extract<DossierRejection, { code: 'LIFECYCLE_REFUSED' }>

class LifecycleFlow {
  readonly events: LifecycleEvent[] = []
  state: LifecycleState

  constructor(
    private readonly procedure: Procedure,
    state: LifecycleState,
    private readonly at: number,
    private readonly calendar: Calendar,
    private readonly occupied: ReadonlySet<Stage>,
  ) {
    this.state = state
  }

  follow(entered: readonly number[]): Refusal | undefined {
    for (const index of entered) {
      const marks = this.procedure.marks[index]
      const refused = marks === undefined ? undefined : this.#apply(marks)
      if (refused !== undefined) return { ...refused, element: this.procedure.program.nodes[index]?.id ?? '' }
    }
    this.#leaveEmptyStages(undefined)
    return undefined
  }

  moveClock(event: ClockEvent): Refusal | undefined {
    const target = this.#step('clock', `clock.${event}`)
    if (typeof target !== 'string') return target
    const { limit } = this.procedure.definition
    this.#emit({
      type: 'clockChanged',
      at: this.at,
      clock: clockAfter(this.state.clock, event, target as ClockState, this.at, limit, this.calendar),
    })
    return undefined
  }

  #apply(marks: Marks): Refusal | undefined {
    return (
      (marks.payment === undefined ? undefined : this.#pay(marks.payment)) ??
      (marks.clock === undefined ? undefined : this.moveClock(marks.clock)) ??
      (marks.standing === undefined ? undefined : this.#stand(marks.standing)) ??
      (marks.enters === undefined ? undefined : this.#enter(marks.enters))
    )
  }

  #pay(mark: NonNullable<Marks['payment']>): Refusal | undefined {
    const target = this.#step('payment', `payment.${mark}`)
    if (typeof target !== 'string') return target
    if (target !== this.state.payment) this.#emit({ type: 'paymentChanged', at: this.at, payment: target as PaymentState })
    return undefined
  }

  #stand(standing: NonNullable<Marks['standing']>): Refusal | undefined {
    const target = this.#step('standing', `standing.${standing}`)
    if (typeof target !== 'string') return target
    if (standing !== this.state.standing) {
      this.#emit({ type: 'standingChanged', at: this.at, standing, code: nationalStatus(standing).code })
    }
    return undefined
  }

  #enter(stage: Stage): Refusal | undefined {
    this.#leaveEmptyStages(stage)
    const target = this.#step(stage, `enter.${stage}`)
    if (typeof target !== 'string') return target
    if (this.state.stages[stage] !== 'active') this.#emit({ type: 'stageEntered', at: this.at, stage })
    return undefined
  }

  #leaveEmptyStages(except: Stage | undefined): void {
    for (const stage of STAGES) {
      const isEmpty = this.state.stages[stage] === 'active' && !this.occupied.has(stage) && stage !== except
      if (isEmpty) this.#emit({ type: 'stageLeft', at: this.at, stage })
    }
  }

  #step(region: Region, event: LifecycleEventName): string | Refusal {
    const target = stepOf(this.procedure.table, this.state, region, event)
    if (target !== undefined) return target
    const now = stateOf(this.state, region)
    return {
      code: 'LIFECYCLE_REFUSED',
      message: `expected a lawful transition, found "${event}" while ${region} is ${now}`,
      event,
    }
  }

  #emit(event: LifecycleEvent): void {
    this.events.push(event)
    this.state = evolveLifecycle(this.state, event)
  }
}
