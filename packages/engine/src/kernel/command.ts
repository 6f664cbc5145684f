import type { Value } from './state.ts'

/** Values that come with a command, by variable name. */
export type Variables = { readonly [name: string]: Value }

/** Who is behind a command: a person can be told "no"; what the world reports has already happened. */
export type Origin = 'person' | 'world'

interface CommandBase {
  /** Milliseconds since 1970-01-01T00:00:00Z. The kernel knows no other time. */
  readonly at: number
  readonly origin: Origin
}

/** Begins the process at its start event; `start` names one where there are several. */
export interface Start extends CommandBase {
  readonly type: 'start'
  readonly start?: string
  readonly variables: Variables
  /** Correlation values of the message that begins it. */
  readonly keys?: { readonly [key: string]: readonly Value[] }
}
/** A user task is done. */
export interface CompleteTask extends CommandBase {
  readonly type: 'completeTask'
  readonly instance: number
  readonly variables: Variables
}
/** A service or send task's job is done. */
export interface CompleteJob extends CommandBase {
  readonly type: 'completeJob'
  readonly instance: number
  readonly variables: Variables
}
/** A job will never be done: an incident, or with `error` a BPMN error that a boundary event may catch. */
export interface FailJob extends CommandBase {
  readonly type: 'failJob'
  readonly instance: number
  readonly code: string
  readonly message: string
  readonly error?: string
}
/** A message arrives; the oldest instance that waits for it gets it. `instance` names another one. */
export interface DeliverMessage extends CommandBase {
  readonly type: 'deliverMessage'
  readonly message: string
  readonly instance?: number
  readonly variables: Variables
  /** Values of correlation keys, as the sender had them. */
  readonly keys?: { readonly [key: string]: readonly Value[] }
}
/** A signal was broadcast elsewhere; everything that waits for it hears it. One that nobody awaits is no news. */
export interface BroadcastSignal extends CommandBase {
  readonly type: 'broadcastSignal'
  /** The signal's name. */
  readonly signal: string
  readonly variables: Variables
}
/** Begins an activity of an ad-hoc sub-process. */
export interface StartActivity extends CommandBase {
  readonly type: 'startActivity'
  /** The ad-hoc sub-process's instance. */
  readonly instance: number
  readonly element: string
}
/** A timer is due. One that is not set any more is no news: nothing happens. */
export interface FireTimer extends CommandBase {
  readonly type: 'fireTimer'
  readonly instance: number
}
/** A person has put right what was wrong; what the incident held back is tried again with `variables` set. */
export interface ResolveIncident extends CommandBase {
  readonly type: 'resolveIncident'
  readonly incident: number
  readonly variables: Variables
}

export type Command =
  Start | CompleteTask | CompleteJob | FailJob | DeliverMessage | BroadcastSignal | StartActivity | FireTimer | ResolveIncident
