import { formatInstant, type Calendar } from '../calendar/index.ts'
import { STAGES, type Limit, type Pause, type Stage } from '../definition/index.ts'
import {
  CLOCK_SUCCESSION,
  clockAfter,
  continuation,
  lastExtensionAt,
  limitFor,
  recomputed,
  type ClockEvent,
  type Reckoning,
} from './clock-region.ts'
import type { RegionEvent } from './event.ts'
import type { Value } from '../kernel/index.ts'
import { copyOfLifecycle, type DraftLifecycle } from './copies.ts'
import { applyRegion } from './evolve.ts'
import type { LifecycleEventName, Region } from './machine.ts'
import { nationalStatus } from './national-status.ts'
import type { Marks, Procedure } from './procedure.ts'
import type { Refusal } from './rejection.ts'
import { oneStopRulesAt } from './rules/one-stop-rules.ts'
import { STANDING_SUCCESSION } from './standing-region.ts'
import type { ClockState, LegalClock, LifecycleState, PaymentState } from './state.ts'
import { stateOf, statusOf, stepOf } from './table.ts'

const NOTHING = () => ({})

/** By name, so that none is put together for each token. */
const ENTER = {
  receive: 'enter.receive',
  digitize: 'enter.digitize',
  transfer: 'enter.transfer',
  verify: 'enter.verify',
  sign: 'enter.sign',
  return: 'enter.return',
  archive: 'enter.archive',
} as const satisfies { readonly [S in Stage]: `enter.${S}` }

/** Where the dossier stands while a command is being decided. */
export class LifecycleFlow {
  readonly events: RegionEvent[] = []
  #state: LifecycleState
  /** The same, once anything has changed: copied once, however much does. */
  #draft: DraftLifecycle | undefined

  constructor(
    private readonly procedure: Procedure,
    state: LifecycleState,
    private readonly at: number,
    private readonly calendar: Calendar,
    private readonly occupied: ReadonlySet<Stage>,
    /** The dossier's data after the command, as far as a clock that begins may ask for it. */
    private readonly variables: () => Readonly<Record<string, Value>> = NOTHING,
  ) {
    this.#state = state
  }

  get state(): LifecycleState {
    return this.#state
  }

  /**
   * The dossier ends by a person's word, whatever its definition marks: the clock stops, and the standing becomes what the law has for
   * it: stopped; refused where it was never accepted; settled and ended ones stay. Ruling S-51.
   */
  cancel(): void {
    if (CLOCK_SUCCESSION[this.state.clock.state].stop !== undefined) this.moveClock('stop')
    const next = STANDING_SUCCESSION[this.state.standing]
    const standing = (['stopped', 'refused'] as const).find((candidate) => next.includes(candidate))
    if (standing !== undefined)
      this.#emit({ type: 'standingChanged', at: this.at, standing, code: nationalStatus(standing).code })
    this.#leaveEmptyStages(undefined)
  }

  /** Tokens were moved: the stages that they stand in now are active, whatever way they came. */
  occupy(): void {
    for (const stage of STAGES) {
      if (this.occupied.has(stage) && this.state.stages[stage] !== 'active')
        this.#emit({ type: 'stageEntered', at: this.at, stage })
    }
    this.#leaveEmptyStages(undefined)
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
    const { rules } = this.state
    const cause = event === 'continue' ? continuation(this.state.clock, rules) : event
    const clock = cause === 'start' || cause === 'restart' ? this.#inItsCase() : this.state.clock
    const after = clockAfter(clock, cause, target as ClockState, this.at, this.#reckoning(clock), pause ?? null)
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

  /** The clock before it begins (anew), with the limit of the case that the dossier is. */
  #inItsCase(): LegalClock {
    const { limit: _, ...clock } = this.state.clock
    const own = this.#limitOfItsCase()
    return own === undefined ? clock : { ...clock, limit: own }
  }

  #limitOfItsCase(): Limit | undefined {
    const { limitCases } = this.procedure.program
    if (limitCases.length === 0) return undefined
    const variables = this.variables()
    const read = (name: string) => (Object.hasOwn(variables, name) ? variables[name] : undefined)
    return limitCases.find(({ condition }) => {
      const found = condition.evaluate(read, this.at)
      return found.ok && found.value === true
    })?.limit
  }

  #reckoning(clock: LegalClock = this.state.clock): Reckoning {
    return { limit: limitFor(this.procedure.definition.limit, clock.limit), rules: this.state.rules, calendar: this.calendar }
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
    const target = this.#step(stage, ENTER[stage])
    if (typeof target !== 'string') return target
    if (statusOf(this.state.stages, stage) !== 'active') this.#emit({ type: 'stageEntered', at: this.at, stage })
    return undefined
  }

  #leaveEmptyStages(except: Stage | undefined): void {
    const { stages } = this.#state
    for (let index = 0; index < STAGES.length; index++) {
      const stage = STAGES[index] as Stage
      const isEmpty = statusOf(stages, stage) === 'active' && stage !== except && !this.occupied.has(stage)
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

  #emit(event: RegionEvent): void {
    this.events.push(event)
    this.#state = this.#draft ??= copyOfLifecycle(this.#state)
    applyRegion(this.#draft, event)
  }
}
