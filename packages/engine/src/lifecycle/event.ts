import type { Stage, Standing } from '../definition/index.ts'
import type { ClockEvent } from './clock-region.ts'
import type { ClockRules, LegalClock, PaymentState } from './state.ts'

interface EventBase {
  /** The command's instant, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number
}
export interface StageEntered extends EventBase {
  readonly type: 'stageEntered'
  readonly stage: Stage
}
export interface StageLeft extends EventBase {
  readonly type: 'stageLeft'
  readonly stage: Stage
}
/** `code`: TrangThaiHoSo, as it was numbered at that instant. */
export interface StandingChanged extends EventBase {
  readonly type: 'standingChanged'
  readonly standing: Standing
  readonly code: number
}
/** The one-stop rules that the dossier follows to its end. */
export interface RulesApplied extends EventBase {
  readonly type: 'rulesApplied'
  readonly rules: ClockRules
}
/** The clock as it is from now on. */
export interface ClockChanged extends EventBase {
  readonly type: 'clockChanged'
  readonly clock: LegalClock
  /** What happened to it; absent in version 1. */
  readonly cause?: Exclude<ClockEvent, 'continue'>
  /** Of `recompute`: why, in the operator's words; and the due instant before. */
  readonly reason?: string
  readonly dueBefore?: number | null
}
export interface PaymentChanged extends EventBase {
  readonly type: 'paymentChanged'
  readonly payment: PaymentState
}

/** What changed in where the dossier legally stands; recorded beside the kernel's events. */
export type LifecycleEvent = StageEntered | StageLeft | StandingChanged | RulesApplied | ClockChanged | PaymentChanged

/** The version that each kind is written in today. */
export const LIFECYCLE_EVENT_VERSIONS: Readonly<Record<LifecycleEvent['type'], number>> = {
  stageEntered: 1,
  stageLeft: 1,
  standingChanged: 1,
  rulesApplied: 1,
  clockChanged: 2,
  paymentChanged: 1,
}
