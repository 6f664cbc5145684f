import type { Ledger } from './ledger.ts'

/** A JSON value: what variables hold. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value }

/** Version of {@link KernelState}'s shape. A snapshot of another version is not read but rebuilt from the journal. */
export const KERNEL_VERSION = 4

/** `cancelled`: a person ended it from outside. */
export type ProcessStatus = 'created' | 'running' | 'completed' | 'terminated' | 'failed' | 'cancelled'

/** Everything about a running process; plain JSON. Nodes and flows are the program's indices. */
export interface KernelState {
  readonly status: ProcessStatus
  /** Instant of the last event, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number
  /** The next number for an instance or an incident. */
  readonly next: number
  /** What waits, by instance number. */
  readonly instances: Ledger<Instance>
  /** The process under 0, and each instance that has an inside or variables of its own under its number. */
  readonly scopes: Ledger<ScopeRecord>
  /** Open incidents by their number. */
  readonly incidents: { readonly [incident: number]: Incident }
  /** Values of the correlation keys of the conversation that the process is in. */
  readonly keys?: { readonly [key: string]: readonly Value[] }
}

/** Something that waits: an activity, a catching event, a gateway; or a loop around the instances of an activity. */
export interface Instance {
  readonly n: number
  readonly node: number
  /** Number of the scope around it; 0 is the process. */
  readonly scope: number
  /** The instance or scope that this one lives and ends with: boundary events, catches after an event-based gateway, event sub-processes' starts. */
  readonly host: number | null
  readonly due: number | null
  /** What lives and ends with it. */
  readonly hosted?: readonly number[]
  /** It is a loop: how far it is. */
  readonly loop?: LoopState
  /** It is one instance of a multi-instance activity: which, from 1. */
  readonly counter?: number
  /** Several triggers are awaited together: the positions of those that have come. */
  readonly got?: readonly number[]
  /** A timer that repeats: how often it still fires after this; `null`: without end. */
  readonly left?: number | null
  /** It awaits a condition that was true when it last happened: it has to become false first. */
  readonly isSpent?: true
  /** It has done its work and could not leave. */
  readonly isLeaving?: true
  /** It compensates for this throwing instance. */
  readonly compensates?: number
  /** It throws compensation: what is still to be compensated, the last first. */
  readonly pending?: Ledger<Completion>
  /** It throws compensation, and its token has gone on. */
  readonly isDetached?: true
  /** A transaction that is being cancelled. */
  readonly isCancelling?: true
  /** An ad-hoc sub-process: how many of its beginnings have had their turn; `null`: no more may. */
  readonly turn?: number | null
}

export interface LoopState {
  /** `null`: a standard loop. */
  readonly total: number | null
  readonly started: number
  readonly completed: number
  /** Turns that a person ended. Absent: none. */
  readonly ended?: number
  /** Items of the collection. */
  readonly items?: readonly Value[]
  /** What the instances gave, under their counters. */
  readonly results?: Ledger<{ readonly n: number; readonly value: Value }>
}

export interface ScopeRecord {
  readonly n: number
  readonly variables: { readonly [name: string]: Value }
  /** Tokens that wait at joins, by flow. */
  readonly parked: { readonly [flow: number]: number }
  /** How many instances without a host and how many parked tokens are inside: at 0 the scope completes. */
  readonly live: number
  /** Activities that were completed in it and can be compensated, in that order. */
  readonly done?: Ledger<Completion>
  /** Complex gateways that wait for their reset, by node: the flows that they had tokens from. */
  readonly resets?: { readonly [node: number]: readonly number[] }
  /** Of the process: what lives and ends with it. */
  readonly hosted?: readonly number[]
}

/** A completed activity: the how manieth of its scope. `inside`: what a sub-process had when it was completed. */
export interface Completion {
  readonly n: number
  readonly instance: number
  readonly node: number
  readonly scope: number
  readonly inside?: { readonly variables: ScopeRecord['variables']; readonly done: Ledger<Completion> }
}

export interface Incident {
  /** Who waits because of it; `null`: nobody, a person just has to know. */
  readonly instance: number | null
  readonly element: string | null
  readonly code: string
  readonly message: string
}

/** Before the first command. */
export const INITIAL_STATE: KernelState = Object.freeze({
  status: 'created',
  at: 0,
  next: 1,
  instances: Object.freeze([]),
  scopes: Object.freeze([]),
  incidents: Object.freeze({}),
})
