import type { PaymentMark, Stage, Standing } from '../definition/index.ts'

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
}

/** The time limit as it runs. Instants are milliseconds since 1970-01-01T00:00:00Z. */
export interface LegalClock {
  readonly state: ClockState
  /** When the result must be there; `null`: no limit runs. */
  readonly due: number | null
  /** From when on the dossier counts as due soon. */
  readonly warn: number | null
  readonly pausedAt: number | null
  /** Apologies with a new date so far. */
  readonly extensions: number
}

/** Version of {@link LifecycleState}'s shape. */
export const LIFECYCLE_VERSION = 1

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
  clock: Object.freeze({ state: 'notStarted', due: null, warn: null, pausedAt: null, extensions: 0 }),
  payment: 'none',
})
