/** A JSON value: what variables hold. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value }

/** Version of {@link KernelState}'s shape. A snapshot of another version is not read but rebuilt from the journal. */
export const KERNEL_VERSION = 1

export type ProcessStatus = 'created' | 'running' | 'completed' | 'terminated' | 'failed'

/** Everything about a running process; plain JSON. Nodes and flows are the program's indices. */
export interface KernelState {
  readonly status: ProcessStatus
  /** Instant of the last event, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number
  /** The next number for an instance or an incident. */
  readonly next: number
  /** What waits, by instance number. */
  readonly instances: { readonly [instance: number]: Instance }
  /** The process under 0, and each running sub-process under its instance number. */
  readonly scopes: { readonly [scope: number]: ScopeRecord }
  /** Open incidents by their number. */
  readonly incidents: { readonly [incident: number]: Incident }
}

export interface Instance {
  readonly node: number
  readonly scope: number
  /** The instance that this one lives and ends with: boundary events and the catches after an event-based gateway. */
  readonly host: number | null
  readonly due: number | null
}

export interface ScopeRecord {
  readonly variables: { readonly [name: string]: Value }
  /** Tokens that wait at joins, by flow. */
  readonly parked: { readonly [flow: number]: number }
  /** How many instances without a host and how many parked tokens are inside: at 0 the scope completes. */
  readonly live: number
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
  instances: Object.freeze({}),
  scopes: Object.freeze({}),
  incidents: Object.freeze({}),
})
