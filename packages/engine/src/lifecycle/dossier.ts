import type { CalendarError } from '../calendar/index.ts'
import { INITIAL_STATE, type Command, type KernelEvent, type KernelState, type Rejection } from '../kernel/index.ts'
import type { TaskCommand } from './assignment/command.ts'
import type { TaskRegion } from './assignment/region.ts'
import type { LifecycleEvent } from './event.ts'
import type { DeskRejectionCode, Refusal } from './rejection.ts'
import { INITIAL_LIFECYCLE, type LifecycleState } from './state.ts'
import type { ServiceRecord } from './service-record.ts'
import type { Suspension } from './suspension.ts'

/** Everything about a dossier; plain JSON. */
export interface DossierState {
  readonly kernel: KernelState
  readonly lifecycle: LifecycleState
  /** Who has which task, and who did what others must not do. Absent: nobody yet. */
  readonly tasks?: TaskRegion
  /** Absent: it is not suspended. */
  readonly suspension?: Suspension
}

export const INITIAL_DOSSIER: DossierState = Object.freeze({ kernel: INITIAL_STATE, lifecycle: INITIAL_LIFECYCLE })

export type DossierEvent = KernelEvent | LifecycleEvent

/** Time itself may change the clock: due soon, overdue. Sent by the host when `nextTickOf` says so. */
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
  /** When its open steps and timers began, by instance, as its journal says: their times are reckoned again too. */
  readonly began?: Readonly<Record<number, number>>
}

interface OperatorCommand {
  readonly at: number
  readonly origin: 'person'
  readonly reason: string
}
/** Nothing moves any more, until it is resumed or cancelled. What the world reports meanwhile is kept. */
export interface SuspendDossier extends OperatorCommand {
  readonly type: 'suspendDossier'
}
/** It goes on, first with what the world reported meanwhile, in that order. */
export interface ResumeDossier extends OperatorCommand {
  readonly type: 'resumeDossier'
}
/** It ends; its standing becomes what the law has for that. */
export interface CancelDossier extends OperatorCommand {
  readonly type: 'cancelDossier'
}
/** What it knew of persons is forgotten; it has ended. */
export interface EraseDossier extends OperatorCommand {
  readonly type: 'eraseDossier'
}

/** Somebody notes how the applicant was served: no step of the process asks, and it may be long over. */
export interface RecordService extends ServiceRecord {
  readonly type: 'recordService'
  readonly at: number
  readonly origin: 'person'
}

/** `actor`: whoever sends it. Absent: nobody that is known; what depends on the person is then not checked. */
export type DossierCommand = (
  Command | TickClock | RecomputeDue | TaskCommand | SuspendDossier | ResumeDossier | CancelDossier | EraseDossier | RecordService
) & {
  readonly actor?: string | undefined
}

/** Why a dossier's command was refused: the kernel's reason, a transition that the lifecycle does not have, or a person's place. */
export type DossierRejection =
  | Rejection
  | Refusal
  | {
      /** The calendar knows nothing of a year that the command comes to, or cannot count what it is asked to. */
      readonly code: CalendarError['code']
      readonly message: string
      readonly element?: string
    }
  | { readonly code: DeskRejectionCode; readonly message: string; readonly element?: string }

export type DossierDecision =
  | { readonly ok: true; readonly events: readonly DossierEvent[]; readonly state: DossierState }
  | { readonly ok: false; readonly rejection: DossierRejection }
