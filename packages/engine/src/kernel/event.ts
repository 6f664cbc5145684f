import type { Variables } from './command.ts'
import type { Value } from './state.ts'

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
  /** A timer that repeats: how often it fires after `due`; `null`: without end. */
  readonly left?: number | null
  /** It is a loop around instances of `element`. */
  readonly isLoop?: true
  /** One of several instances: which, from 1. */
  readonly counter?: number
  /** It compensates for this throwing instance. */
  readonly compensates?: number
  /** A completed sub-process comes back to be compensated: the completion's number. */
  readonly restores?: number
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
/** A timer got its due instant later: after an incident, or for its next repetition. */
export interface TimerSet extends EventBase {
  readonly type: 'timerSet'
  readonly instance: number
  readonly element: string
  readonly due: number
  readonly left?: number | null
}
/** The calendar has changed, and with it when a timer fires or a task should be done. */
export interface DueMoved extends EventBase {
  readonly type: 'dueMoved'
  readonly instance: number
  readonly element: string
  readonly due: number
  readonly dueBefore: number
  /** What has changed, in the operator's words. */
  readonly reason: string
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
/** One token of each of `flows` was taken from before `element`. */
export interface TokensTaken extends EventBase {
  readonly type: 'tokensTaken'
  readonly element: string
  readonly scope: number
  readonly flows: readonly string[]
}
/** Everything that waited at joins of the scope is gone: it was interrupted. */
export interface TokensDropped extends EventBase {
  readonly type: 'tokensDropped'
  readonly scope: number
}
/** A complex gateway was activated and waits for its reset, or was reset (`flows` absent). */
export interface GatewayReset extends EventBase {
  readonly type: 'gatewayReset'
  readonly element: string
  readonly scope: number
  readonly flows?: readonly string[]
}
/** One of several triggers that are awaited together has come. */
export interface TriggerReceived extends EventBase {
  readonly type: 'triggerReceived'
  readonly instance: number
  readonly element: string
  readonly trigger: number
}
/** Whether an awaited condition has to become false before it can happen again. */
export interface ConditionSpent extends EventBase {
  readonly type: 'conditionSpent'
  readonly instance: number
  readonly element: string
  readonly isSpent: boolean
}
/** A loop knows how often it runs; `items`: over what. */
export interface LoopSized extends EventBase {
  readonly type: 'loopSized'
  readonly instance: number
  readonly element: string
  readonly total: number
  readonly items?: readonly Value[]
}
/** Turns of a loop began, or one was completed without an instance of its own: how many by now. */
export interface LoopAdvanced extends EventBase {
  readonly type: 'loopAdvanced'
  readonly instance: number
  readonly element: string
  readonly started: number
  readonly completed: number
}
/** What an instance of a loop gave. */
export interface LoopCollected extends EventBase {
  readonly type: 'loopCollected'
  readonly instance: number
  readonly element: string
  readonly counter: number
  readonly value: Value
}
/** The activity has done its work and cannot leave: no condition of its outgoing flows holds. */
export interface LeavingHeld extends EventBase {
  readonly type: 'leavingHeld'
  readonly instance: number
  readonly element: string
}
/** The next beginning of an ad-hoc sub-process has its turn; `null`: no more may. */
export interface TurnTaken extends EventBase {
  readonly type: 'turnTaken'
  readonly instance: number
  readonly element: string
  readonly turn: number | null
}
/** Completed activities (by their numbers) are to be compensated for the throwing instance. */
export interface CompensationStarted extends EventBase {
  readonly type: 'compensationStarted'
  readonly instance: number
  readonly element: string
  readonly scope: number
  readonly completions: readonly number[]
  readonly isDetached?: true
}
/** The last of what is to be compensated has its turn. */
export interface CompensationTaken extends EventBase {
  readonly type: 'compensationTaken'
  readonly instance: number
  readonly element: string
}
/** A transaction is being cancelled. */
export interface CancelStarted extends EventBase {
  readonly type: 'cancelStarted'
  readonly instance: number
  readonly element: string
}
/** A message leaves the process: the host brings it to whom it is for. */
export interface MessageThrown extends EventBase {
  readonly type: 'messageThrown'
  readonly element: string
  readonly message: string
  /** The job that sends it, where the definition names one. */
  readonly job?: string
  readonly payload: Variables
  readonly keys?: { readonly [key: string]: readonly Value[] }
}
/** A signal was broadcast; inside of the process it has been heard already. */
export interface SignalThrown extends EventBase {
  readonly type: 'signalThrown'
  readonly element: string
  readonly signal: string
  readonly payload: Variables
}
/** The conversation that the process is in got these correlation values. */
export interface KeysSet extends EventBase {
  readonly type: 'keysSet'
  readonly keys: { readonly [key: string]: readonly Value[] }
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
/** A person had the process go on without what the incident held. */
export interface IncidentSkipped extends EventBase {
  readonly type: 'incidentSkipped'
  readonly incident: number
  readonly instance?: number
  readonly element?: string
  readonly reason: string
}
/** A person ended a turn of the loop; it counts as terminated. */
export interface LoopTurnEnded extends EventBase {
  readonly type: 'loopTurnEnded'
  /** The loop. */
  readonly instance: number
  readonly element: string
}
/** A person moved tokens by hand; the events after it in the same command say which. */
export interface ProcessModified extends EventBase {
  readonly type: 'processModified'
  readonly reason: string
}
/**
 * From here on the process runs in another program: elements and flows have the ids that are named, the others keep theirs. What comes
 * before it in the journal is read with the program `from`, what follows with `to`.
 */
export interface ProcessMigrated extends EventBase {
  readonly type: 'processMigrated'
  readonly reason: string
  readonly from: string
  readonly to: string
  readonly elements: Readonly<Record<string, string>>
  readonly flows: Readonly<Record<string, string>>
}
/** A person ended the process. */
export interface ProcessCancelled extends EventBase {
  readonly type: 'processCancelled'
  readonly reason: string
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
  | DueMoved
  | BranchTaken
  | TokenParked
  | JoinFired
  | TokensTaken
  | TokensDropped
  | GatewayReset
  | TriggerReceived
  | ConditionSpent
  | LoopSized
  | LoopAdvanced
  | LoopCollected
  | LeavingHeld
  | TurnTaken
  | CompensationStarted
  | CompensationTaken
  | CancelStarted
  | MessageThrown
  | SignalThrown
  | KeysSet
  | VariablesSet
  | IncidentRaised
  | IncidentResolved
  | IncidentSkipped
  | LoopTurnEnded
  | ProcessModified
  | ProcessMigrated
  | ProcessCancelled
  | ProcessCompleted
  | ProcessTerminated
  | ProcessFailed

export type KernelEventType = KernelEvent['type']
