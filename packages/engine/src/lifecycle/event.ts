import type { Stage, Standing } from '../definition/index.ts'
import type { ProcessStatus } from '../kernel/index.ts'
import type { Assignment } from './assignment/region.ts'
import type { ClockEvent } from './clock-region.ts'
import type { ClockRules, LegalClock, LifecycleState, PaymentState } from './state.ts'
import type { ServiceRecord } from './service-record.ts'
import type { HeldCommand } from './suspension.ts'

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

/** What changed in where the dossier legally stands. */
export type RegionEvent = StageEntered | StageLeft | StandingChanged | RulesApplied | ClockChanged | PaymentChanged

/** Who has the task from now on. `reason`: a supervisor's, where one gave it. */
export interface TaskAssigned extends EventBase, Assignment {
  readonly type: 'taskAssigned'
  readonly instance: number
  readonly element: string
  readonly reason?: string
}
/** Somebody did what another element checks; `by`: who completed it, and whoever answers for that. */
export interface WorkDone extends EventBase {
  readonly type: 'workDone'
  readonly element: string
  readonly by: readonly string[]
}
export interface DossierSuspended extends EventBase {
  readonly type: 'dossierSuspended'
  readonly reason: string
}
/** The world reported something to a suspended dossier. */
export interface CommandHeld extends EventBase {
  readonly type: 'commandHeld'
  readonly command: HeldCommand
}
/** It goes on; what was held follows in the same command. */
export interface DossierResumed extends EventBase {
  readonly type: 'dossierResumed'
  readonly reason: string
}
/** What the dossier knew of persons is gone, here and in every event before. `left`: what of it stays, enough to go on from here. */
export interface DossierErased extends EventBase {
  readonly type: 'dossierErased'
  readonly reason: string
  readonly left: { readonly status: ProcessStatus; readonly next: number; readonly lifecycle: LifecycleState }
}

/** What somebody noted of how the applicant was served; the latest word of each holds. */
export interface ServiceRecorded extends EventBase, ServiceRecord {
  readonly type: 'serviceRecorded'
}

/** What people did to the dossier beside its process. */
export type DeskEvent =
  TaskAssigned | WorkDone | DossierSuspended | CommandHeld | DossierResumed | DossierErased | ServiceRecorded

const DESK: ReadonlySet<string> = new Set<DeskEvent['type']>([
  'taskAssigned',
  'workDone',
  'dossierSuspended',
  'commandHeld',
  'dossierResumed',
  'dossierErased',
  'serviceRecorded',
])

export function isDeskEvent(event: LifecycleEvent): event is DeskEvent {
  return DESK.has(event.type)
}

/** What is recorded beside the kernel's events. */
export type LifecycleEvent = RegionEvent | DeskEvent

/** The version that each kind is written in today. */
export const LIFECYCLE_EVENT_VERSIONS: Readonly<Record<LifecycleEvent['type'], number>> = {
  stageEntered: 1,
  stageLeft: 1,
  standingChanged: 1,
  rulesApplied: 1,
  clockChanged: 2,
  paymentChanged: 1,
  taskAssigned: 1,
  workDone: 1,
  dossierSuspended: 1,
  commandHeld: 1,
  dossierResumed: 1,
  dossierErased: 1,
  serviceRecorded: 1,
}
