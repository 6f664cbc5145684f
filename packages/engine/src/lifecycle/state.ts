import type { Limit, Pause, PaymentMark, Stage, Standing } from '../definition/index.ts'
import type { OneStopRules } from './rules/one-stop-rules.ts'

/** `waiting`: not reached yet. `active`: a token is in it. `done`: it was active and is not now. */
export type StageStatus = 'waiting' | 'active' | 'done'

export const CLOCK_STATES = ['notStarted', 'running', 'dueSoon', 'overdue', 'extended', 'paused', 'stopped'] as const
export type ClockState = (typeof CLOCK_STATES)[number]

export const PAYMENT_STATES = ['none', 'asked', 'paid', 'lapsed', 'waived'] as const
export type PaymentState = (typeof PAYMENT_STATES)[number]
export type { PaymentMark }

/** Where the dossier legally stands; plain JSON. */
export interface LifecycleState {
  readonly stages: Readonly<Record<Stage, StageStatus>>
  readonly standing: Standing
  readonly clock: LegalClock
  readonly payment: PaymentState
  /** The one-stop rules in force when it was lodged; `null`: the procedure has no clock, or the journal is older than they. */
  readonly rules: ClockRules | null
}

/** What the clock needs of the one-stop rules. */
export type ClockRules = Pick<OneStopRules, 'regime' | 'cutoff' | 'dayHours' | 'supplement' | 'extension'>

/** The time limit as it runs. Instants are milliseconds since 1970-01-01T00:00:00Z. */
export interface LegalClock {
  readonly state: ClockState
  /** When the result must be there; `null`: no limit runs. */
  readonly due: number | null
  /** From when on the dossier counts as due soon. */
  readonly warn: number | null
  readonly pausedAt: number | null
  /** Why it stands still; `null`: it does not, or the journal does not say. */
  readonly pause: Pause | null
  /** Apologies with a new date so far. */
  readonly extensions: number
  /** Whether `due` rests on days off that are not announced yet. */
  readonly projected: boolean
  /** The limit of the case that held when it last began anew; absent: the procedure's own. */
  readonly limit?: Limit
  /** What `due` is reckoned from, since the clock last began anew; `null`: the journal is older than this record. */
  readonly steps: readonly ClockStep[] | null
}

/** One step in the reckoning of the due instant. */
export interface ClockStep {
  readonly step: 'start' | 'pause' | 'resume' | 'extend'
  readonly at: number
}

/** Version of {@link LifecycleState}'s shape. */
export const LIFECYCLE_VERSION = 3

/** A clock before anything happens to it. */
export const INITIAL_CLOCK: LegalClock = Object.freeze({
  state: 'notStarted',
  due: null,
  warn: null,
  pausedAt: null,
  pause: null,
  extensions: 0,
  projected: false,
  steps: Object.freeze([]),
})

export const INITIAL_LIFECYCLE: LifecycleState = Object.freeze({
  stages: Object.freeze({
    receive: 'waiting',
    digitize: 'waiting',
    transfer: 'waiting',
    verify: 'waiting',
    sign: 'waiting',
    return: 'waiting',
    archive: 'waiting',
  }),
  standing: 'registered',
  clock: INITIAL_CLOCK,
  payment: 'none',
  rules: null,
})
