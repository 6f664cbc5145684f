import type { Obstacle } from './migration/obstacle.ts'

/** Why a command was refused. The state is as it was. */
export interface Rejection {
  readonly code: RejectionCode
  /** "expected …, found …" */
  readonly message: string
  readonly element?: string
  /** What stands in the way of a migration. */
  readonly obstacles?: readonly Obstacle[]
}

/** Every way in which the kernel refuses; `docs/errors.md` lists them with their cures. */
export const REJECTION_CODES = {
  NOT_STARTED: 'Start the process first.',
  ALREADY_STARTED: 'The process runs already; send it commands.',
  ALREADY_ENDED: 'The process has ended; nothing more can be done in it.',
  START_UNKNOWN: 'Name one of the start events of the process.',
  TASK_NOT_ACTIVE: 'Read the worklist again: the task was completed or withdrawn.',
  JOB_NOT_ACTIVE: 'Nobody waits for this job any more.',
  TIMER_NOT_ACTIVE: 'This element has no timer that is set.',
  MESSAGE_UNKNOWN: 'Declare the message in the procedure, or send one that it declares.',
  MESSAGE_NOT_AWAITED: 'Nothing waits for this message now; see what the dossier waits for.',
  ACTIVITY_NOT_OPEN: 'Name an activity inside of the ad-hoc sub-process that no flow leads to.',
  VARIABLE_UNDECLARED: 'Send only variables that the procedure declares and this element sets.',
  VARIABLE_TYPE: 'Send a value of the declared type.',
  VARIABLE_MISSING: 'Send every variable that this element must set.',
  INCIDENT_NOT_OPEN: 'The incident was resolved already.',
  INCIDENT_NEEDS_FLOW: 'Name the flows that the gateway should have taken.',
  INSTANCE_NOT_ACTIVE: 'Read the dossier again: the instance has ended, or lives and ends with another one.',
  ELEMENT_UNKNOWN: 'Name an element or a flow of the procedure.',
  SCOPE_UNKNOWN: 'Name the running sub-process instance that the element stands in.',
  MODIFICATION_INVALID: 'Begin somewhere else: this element cannot be begun so.',
  MIGRATION_OBSTRUCTED: 'Read `obstacles`: map these elements, or modify the dossier first.',
  INSTANT_BEFORE_LAST: 'Stamp commands with the larger of now and the last instant.',
  STEPS_EXCEEDED:
    'The procedure runs in a circle without waiting anywhere: mend it, or raise mostSteps where so many steps are right.',
} as const

export type RejectionCode = keyof typeof REJECTION_CODES
