/**
 * Theory of operation
 *
 * The kernel decides first, and an observer notes the marked elements that tokens entered, in order. Then the lifecycle's table is
 * held against them: payment, clock, standing and stage of each. One mark without a transition, and nothing of the command
 * happens: a person's command is rejected; what the world reported stays on record as an incident, and its token stays where it is.
 *
 * A stage is left as soon as no token will stand in it after this command: before the next stage is entered, or at the end.
 */
import { CalendarError, formatInstant, type Calendar } from '../calendar/index.ts'
import { STAGES, type Pause, type Stage } from '../definition/index.ts'
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
import {
  clockAfter,
  continuation,
  lastExtensionAt,
  nextTick,
  recomputed,
  type ClockEvent,
  type Reckoning,
} from './clock-region.ts'
import { LIFECYCLE_EVENT_VERSIONS, type LifecycleEvent } from './event.ts'
import { evolveLifecycle } from './evolve.ts'
import type { LifecycleEventName, Region } from './machine.ts'
import { nationalStatus } from './national-status.ts'
import type { Marks, Procedure } from './procedure.ts'
import { oneStopRulesAt } from './rules/one-stop-rules.ts'
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
/**
 * The calendar has changed, as when the notice of a year has come: the due instant is reckoned again. Nothing happens where it stays.
 */
export interface RecomputeDue {
  readonly type: 'recomputeDue'
  readonly at: number
  readonly origin: 'person' | 'world'
  /** What has changed, in words that the journal keeps, as `thông báo nghỉ lễ năm 2027`. */
  readonly reason: string
}
export type DossierCommand = Command | TickClock | RecomputeDue

/** Why a dossier's command was refused: the kernel's reason, or a transition that the lifecycle does not have. */
export type DossierRejection =
  | Rejection
  | {
      readonly code: 'LIFECYCLE_REFUSED'
      readonly message: string
      readonly element?: string
      readonly event: LifecycleEventName
    }
  | {
      /** The date can be put off no more: the rules want the applicant told earlier. */
      readonly code: 'EXTENSION_TOO_LATE'
      readonly message: string
      readonly element?: string
    }
  | {
      /** The calendar knows nothing of a year that the command comes to, or cannot count what it is asked to. */
      readonly code: CalendarError['code']
      readonly message: string
      readonly element?: string
    }

export type DossierDecision =
  | { readonly ok: true; readonly events: readonly DossierEvent[]; readonly state: DossierState }
  | { readonly ok: false; readonly rejection: DossierRejection }

interface Surroundings {
  readonly calendar: Calendar
  readonly observe?: Observer | undefined
}

/** `kernel.decide` held to the lifecycle's table: what hosts call. Pure. */
export function decideDossier(
  procedure: Procedure,
  state: DossierState,
  command: DossierCommand,
  surroundings: Surroundings,
): DossierDecision {
  try {
    return decided(procedure, state, command, surroundings)
  } catch (error) {
    // The calendar ends somewhere: what cannot be reckoned is refused like anything else.
    if (!(error instanceof CalendarError)) throw error
    return refusedBy(procedure, state, command, { code: error.code, message: error.message })
  }
}

function decided(
  procedure: Procedure,
  state: DossierState,
  command: DossierCommand,
  surroundings: Surroundings,
): DossierDecision {
  if (command.type === 'tickClock') return tick(procedure, state, command.at, surroundings.calendar)
  if (command.type === 'recomputeDue') return recompute(procedure, state, command, surroundings.calendar)
  const entered: number[] = []
  const observe = (hop: Hop): void => {
    if (hop.hop === 'entered') entered.push(hop.index)
    surroundings.observe?.(hop)
  }
  const decision = decide(procedure.program, state.kernel, command, { calendar: surroundings.calendar, observe })
  if (!decision.ok) return state.kernel.status === 'created' ? decision : refusedBy(procedure, state, command, decision.rejection)
  const lifecycle = new LifecycleFlow(
    procedure,
    state.lifecycle,
    command.at,
    surroundings.calendar,
    stagesIn(procedure, decision.state),
  )
  if (state.kernel.status === 'created') lifecycle.applyRules()
  const refused = lifecycle.follow(entered)
  if (refused !== undefined) return refusedBy(procedure, state, command, refused)
  return {
    ok: true,
    events: [...decision.events, ...lifecycle.events],
    state: { kernel: decision.state, lifecycle: lifecycle.state },
  }
}

/** A person is told no; what the world reported stays on record. */
function refusedBy(
  procedure: Procedure,
  state: DossierState,
  command: DossierCommand,
  rejection: DossierRejection,
): DossierDecision {
  const isReport = command.origin === 'world' && command.type !== 'tickClock' && command.type !== 'recomputeDue'
  return isReport ? incidentOf(procedure, state, command, rejection) : { ok: false, rejection }
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

function recompute(procedure: Procedure, state: DossierState, { at, reason }: RecomputeDue, calendar: Calendar): DossierDecision {
  const flow = new LifecycleFlow(procedure, state.lifecycle, at, calendar, new Set(STAGES))
  if (state.kernel.status === 'running' && flow.recomputeDue(reason)) {
    const ticked = tick(procedure, { ...state, lifecycle: flow.state }, at, calendar)
    return ticked.ok ? { ...ticked, events: [...flow.events, ...ticked.events] } : ticked
  }
  return { ok: true, events: [], state }
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

type Refusal = Extract<DossierRejection, { code: 'LIFECYCLE_REFUSED' | 'EXTENSION_TOO_LATE' }>

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

  /** The one-stop rules of the day of lodging, where the procedure has a clock. */
  applyRules(): void {
    const { limit, regime } = this.procedure.definition
    if (limit === undefined && regime === undefined) return
    const found = oneStopRulesAt(this.at, regime)
    if (found === undefined) return
    const { regime: id, cutoff, dayHours, supplement, extension } = found
    this.#emit({ type: 'rulesApplied', at: this.at, rules: { regime: id, cutoff, dayHours, supplement, extension } })
  }

  moveClock(event: ClockEvent, pause?: Pause): Refusal | undefined {
    const target = this.#step('clock', `clock.${event}`)
    if (typeof target !== 'string') return target
    if (event === 'extend') {
      const late = this.#tooLate()
      if (late !== undefined) return late
    }
    const { clock, rules } = this.state
    const cause = event === 'continue' ? continuation(clock, rules) : event
    const after = clockAfter(clock, cause, target as ClockState, this.at, this.#reckoning(), pause ?? null)
    this.#emit({ type: 'clockChanged', at: this.at, clock: after, cause })
    return undefined
  }

  /** `false`: the due instant stays as it is. */
  recomputeDue(reason: string): boolean {
    const { clock } = this.state
    const after = recomputed(clock, this.#reckoning())
    const isSame = after.due === clock.due
    if (isSame && after.projected === clock.projected) return false
    const target = this.#step('clock', 'clock.recompute')
    if (typeof target !== 'string') return false
    // Where only the certainty of the date has changed, nothing else does: nobody is warned twice.
    const changed = isSame ? { ...clock, projected: after.projected } : { ...after, state: target as ClockState }
    this.#emit({ type: 'clockChanged', at: this.at, clock: changed, cause: 'recompute', reason, dueBefore: clock.due })
    return true
  }

  #tooLate(): Refusal | undefined {
    const latest = lastExtensionAt(this.state.clock, this.#reckoning())
    if (latest === null || this.at <= latest) return undefined
    const [when, now] = [formatInstant(latest), formatInstant(this.at)]
    return {
      code: 'EXTENSION_TOO_LATE',
      message: `expected the new date to be told by ${when}, found ${now} — cần báo gia hạn trước ${when}, nhưng đã là ${now}`,
    }
  }

  #reckoning(): Reckoning {
    return { limit: this.procedure.definition.limit, rules: this.state.rules, calendar: this.calendar }
  }

  #apply(marks: Marks): Refusal | undefined {
    return (
      (marks.payment === undefined ? undefined : this.#pay(marks.payment)) ??
      (marks.clock === undefined ? undefined : this.moveClock(marks.clock, marks.pause)) ??
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
