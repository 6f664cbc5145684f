import type { Variables } from './command.ts'

/**
 * What happened: the journal's content. An event's meaning never changes; a new meaning is a new version, read by
 * `event-version.ts` for ever. Elements and flows are named by their ids, so that a journal can be read without the program.
 *
 * Every event carries `at`, the command's instant in milliseconds since 1970-01-01T00:00:00Z.
 */
interface EventBase {
  readonly at: number
}

/** The process began at the start event `element`. */
export interface ProcessStarted extends EventBase {
  readonly type: 'processStarted'
  readonly element: string
  readonly variables: Variables
}
/**
 * A token waits in `element`: an activity, a catching event, an event-based gateway. `scope` is the sub-process instance around
 * it, 0 for the process. `host` is the activity (boundary events) or the event-based gateway that it lives and ends with.
 * `due`: when its timer fires, or when a task should be done.
 */
export interface ElementActivated extends EventBase {
  readonly type: 'elementActivated'
  readonly instance: number
  readonly element: string
  readonly scope: number
  readonly host?: number
  readonly due?: number
}
/** The instance got what it waited for. */
export interface ElementCompleted extends EventBase {
  readonly type: 'elementCompleted'
  readonly instance: number
  readonly element: string
}
/** The instance was ended before it got what it waited for. */
export interface ElementTerminated extends EventBase {
  readonly type: 'elementTerminated'
  readonly instance: number
  readonly element: string
}
/** Something happened that leaves no wait behind: an end was reached, an event thrown, a non-interrupting event caught. */
export interface EventOccurred extends EventBase {
  readonly type: 'eventOccurred'
  readonly element: string
  readonly scope: number
}
/** The instance waits for this job. Recorded again when it is to be tried anew after an incident. */
export interface JobCreated extends EventBase {
  readonly type: 'jobCreated'
  readonly instance: number
  readonly element: string
  readonly job: string
  readonly input: Variables
}
/** A timer got its due instant only later, after an incident. */
export interface TimerSet extends EventBase {
  readonly type: 'timerSet'
  readonly instance: number
  readonly element: string
  readonly due: number
}
/** A gateway decided for `flow`. */
export interface BranchTaken extends EventBase {
  readonly type: 'branchTaken'
  readonly element: string
  readonly flow: string
  readonly scope: number
}
/** A token reached the join `element` by `flow` and waits for the others. */
export interface TokenParked extends EventBase {
  readonly type: 'tokenParked'
  readonly element: string
  readonly flow: string
  readonly scope: number
}
/** One waiting token of each incoming flow became one. */
export interface JoinFired extends EventBase {
  readonly type: 'joinFired'
  readonly element: string
  readonly scope: number
}
export interface VariablesSet extends EventBase {
  readonly type: 'variablesSet'
  readonly scope: number
  readonly variables: Variables
}
/** Something failed that only a person can put right. `instance`: who waits because of it; absent when nobody does. */
export interface IncidentRaised extends EventBase {
  readonly type: 'incidentRaised'
  readonly incident: number
  readonly instance?: number
  readonly element?: string
  readonly code: string
  readonly message: string
}
export interface IncidentResolved extends EventBase {
  readonly type: 'incidentResolved'
  readonly incident: number
}
/** Every token reached an end. */
export interface ProcessCompleted extends EventBase {
  readonly type: 'processCompleted'
}
/** A terminate end event ended the process. */
export interface ProcessTerminated extends EventBase {
  readonly type: 'processTerminated'
  readonly element: string
}
/** A BPMN error that nothing caught ended the process. */
export interface ProcessFailed extends EventBase {
  readonly type: 'processFailed'
  readonly element: string
  readonly code: string
}

export type KernelEvent =
  | ProcessStarted
  | ElementActivated
  | ElementCompleted
  | ElementTerminated
  | EventOccurred
  | JobCreated
  | TimerSet
  | BranchTaken
  | TokenParked
  | JoinFired
  | VariablesSet
  | IncidentRaised
  | IncidentResolved
  | ProcessCompleted
  | ProcessTerminated
  | ProcessFailed

export type KernelEventType = KernelEvent['type']
