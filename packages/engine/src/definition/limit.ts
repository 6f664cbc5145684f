import type { Position } from '../diagnostics/index.ts'
import type { Expression } from './expression.ts'

/** The units that are counted. */
export const LIMIT_UNITS = ['workingDays', 'workingHours', 'days', 'hours', 'months'] as const

/** A span as the law states it. ISO 8601 durations are elapsed time; working days and hours need a calendar. */
export type Limit =
  | { readonly unit: 'workingDays'; readonly amount: number }
  | { readonly unit: 'workingHours'; readonly amount: number }
  /** Days of the Civil Code (art. 147, 148): the first is not counted, a last day off moves to the next working day. */
  | { readonly unit: 'days'; readonly amount: number }
  /** Hours day and night, from the moment on. */
  | { readonly unit: 'hours'; readonly amount: number }
  /** Months of the Civil Code; one without the day ends on its last. */
  | { readonly unit: 'months'; readonly amount: number }
  /** Settled on the day of reception; after the cutoff, on the next working day. */
  | { readonly unit: 'sameDay' }
  /** ISO 8601, as `PT30M`. */
  | { readonly unit: 'elapsed'; readonly duration: string }

/** A limit that holds where a condition over the dossier's data does, as seven working days for a house. */
export interface LimitCase {
  readonly condition: Expression
  readonly limit: Limit
}

export interface ProcedureLimit {
  readonly limit: Limit
  /** The first whose condition holds when the clock begins counts instead of `limit`; absent: there are none. */
  readonly cases?: readonly LimitCase[] | undefined
  /** Local time `HH:mm`: what is received later counts from the start of the next working day. */
  readonly cutoff: string | undefined
  /** Working time before the due instant at which the dossier counts as due soon. */
  readonly warn: Limit | undefined
  readonly extension: { readonly times: number; readonly limit: Limit } | undefined
  readonly position: Position
}
