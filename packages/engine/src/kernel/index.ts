/** The pure decider: `decide` turns a command into events, `evolve` folds them into the state. */
export type { Awaited } from './behaviour.ts'
export type {
  Beginning,
  CancelProcess,
  Command,
  BroadcastSignal,
  CompleteJob,
  CompleteTask,
  DeliverMessage,
  FailJob,
  FireTimer,
  Migrate,
  MigrationPlan,
  Modify,
  Origin,
  ResolveIncident,
  SkipIncident,
  Start,
  StartActivity,
  Variables,
} from './command.ts'
export { decide } from './decide.ts'
export type { Decision } from './decide.ts'
export type * from './event.ts'
export { EVENT_VERSIONS, readEvent } from './event-version.ts'
export { evolve, replay } from './evolve.ts'
export { checkMigration, decideMigration } from './migration/migrate.ts'
export { OBSTACLE_CODES } from './migration/obstacle.ts'
export type { AcceptableCode, Obstacle, ObstacleCode } from './migration/obstacle.ts'
export { raiseIncident } from './incident.ts'
export type { Hop, Observer } from './hop.ts'
export { REJECTION_CODES } from './rejection.ts'
export type { Rejection, RejectionCode } from './rejection.ts'
export { INITIAL_STATE, KERNEL_VERSION } from './state.ts'
export type { Surroundings } from './surroundings.ts'
export type { Completion, Incident, Instance, LoopState, KernelState, ProcessStatus, ScopeRecord, Value } from './state.ts'
export { all, find } from './ledger.ts'
export type { Ledger } from './ledger.ts'
export { namedListeners } from './listeners.ts'
export { awaitedOf, conversationOf, instancesIn, occupiedNodes, receiverOf, waitingIn } from './trigger.ts'
export type { Waiting } from './trigger.ts'
export { checkVariables, isValue, readVariable, recordsOf, visibleVariables } from './variables.ts'
