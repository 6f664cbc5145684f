import type { AcceptableCode } from './migration/obstacle.ts'
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

/** A person has the process go on as if what the incident holds had been done; without an instance it is only put aside. */
export interface SkipIncident extends CommandBase {
  readonly type: 'skipIncident'
  readonly incident: number
  readonly reason: string
  readonly variables: Variables
  /** Which flows are taken, where a gateway could not decide. */
  readonly flows?: readonly string[]
}
/** Ends everything that runs, without another step of the process. */
export interface CancelProcess extends CommandBase {
  readonly type: 'cancelProcess'
  readonly reason: string
}
/**
 * Moves tokens by hand: first what is to end ends, then values are set, then tokens begin. Refused as a whole where any of it is not
 * possible. Ruling S-47 in `docs/semantics.md`.
 */
export interface Modify extends CommandBase {
  readonly type: 'modify'
  readonly reason: string
  /** Instances to end, with all that is inside of them. */
  readonly end?: readonly number[]
  /** Tokens that wait at a join: one for each entry. `scope`: the sub-process instance that the join is in, 0 or absent for the process. */
  readonly drop?: readonly { readonly flow: string; readonly scope?: number }[]
  /** Values as they are set from a scope: where the variable lives already, else in the process. */
  readonly set?: readonly { readonly scope?: number; readonly variables: Variables }[]
  readonly begin?: readonly Beginning[]
}
/**
 * Where a token begins. `before` (usual): as if it had just arrived. `at`: the element begins without waiting for other tokens. `after`:
 * as if the element had been done. Or on a sequence flow, as if its source had sent it. `scope`: the sub-process instance to begin in,
 * needed where several run; where none does, it is opened, and those around it.
 */
export type Beginning =
  | { readonly element: string; readonly position?: 'before' | 'at' | 'after'; readonly scope?: number }
  | { readonly flow: string; readonly scope?: number }

/** What becomes of each element and flow of the old program; ids that are not named keep their ids. */
export interface MigrationPlan {
  readonly elements?: Readonly<Record<string, string>>
  /** For tokens that wait at joins. A flow whose id is gone is found by its ends, where one flow alone connects them. */
  readonly flows?: Readonly<Record<string, string>>
  /** `keep` (usual): running timers keep their due instants. `recompute`: those whose definition changed are set anew from now. */
  readonly timers?: 'keep' | 'recompute'
  /** Obstacles that do not stand in the way of this plan. */
  readonly accept?: readonly AcceptableCode[]
}
/** Has the running process go on in another program. Decided by `decideMigration`, which knows both. */
export interface Migrate extends CommandBase {
  readonly type: 'migrate'
  readonly reason: string
  readonly plan: MigrationPlan
  /** Names of both programs, as the host knows them: their fingerprints. */
  readonly from: string
  readonly to: string
  /** Set in the new program before anything goes on. */
  readonly variables?: Variables
}

/** What `decide` takes; {@link Migrate} needs two programs. */
export type Command =
  | Start
  | CompleteTask
  | CompleteJob
  | FailJob
  | DeliverMessage
  | BroadcastSignal
  | StartActivity
  | FireTimer
  | ResolveIncident
  | SkipIncident
  | CancelProcess
  | Modify
