/** Where a dossier legally stands: the statechart derived from a definition, held around the kernel. */
export { CLOCK_SUCCESSION, nextTick } from './clock-region.ts'
export type { ClockEvent } from './clock-region.ts'
export { clocksOf } from './clocks.ts'
export type { ClockPause, DossierClocks, Timeliness } from './clocks.ts'
export { excludedFrom } from './assignment/four-eyes.ts'
export { assignmentOf } from './assignment/region.ts'
export type { Assignment, TaskRegion } from './assignment/region.ts'
export type { ClaimTask, DelegateTask, ReassignTask, TaskCommand, UnclaimTask } from './assignment/command.ts'
export { decideDossier, isLifecycleEvent, nextTickOf, replayDossier } from './decide-dossier.ts'
export { INITIAL_DOSSIER } from './dossier.ts'
export type {
  CancelDossier,
  DossierCommand,
  DossierDecision,
  DossierEvent,
  DossierRejection,
  DossierState,
  EraseDossier,
  RecomputeDue,
  RecordService,
  ResumeDossier,
  SuspendDossier,
  TickClock,
} from './dossier.ts'
export { LIFECYCLE_EVENT_VERSIONS } from './event.ts'
export { readLifecycleEvent } from './event-version.ts'
export type { DeskEvent, LifecycleEvent, RegionEvent } from './event.ts'
export { checkDossierMigration, migrateDossier } from './migrate-dossier.ts'
export { DESK_REJECTION_CODES } from './rejection.ts'
export type { DeskRejectionCode } from './rejection.ts'
export { serviceFault } from './service-record.ts'
export type { ServiceRecord } from './service-record.ts'
export { MOST_HELD } from './suspension.ts'
export type { HeldCommand, Suspension } from './suspension.ts'
export type { Guard } from './guard.ts'
export { LIFECYCLE_EVENT_NAMES, REGIONS } from './machine.ts'
export type { LifecycleEventName, LifecycleMachine, Region } from './machine.ts'
export { nationalStatus } from './national-status.ts'
export { PAYMENT_SUCCESSION } from './payment-region.ts'
export { loadProcedure } from './procedure.ts'
export type { LoadedProcedure, Marks, Procedure } from './procedure.ts'
export { checkFacts, factAt, RulesError } from './rules/dated-facts.ts'
export type { DatedFact, DatedFacts } from './rules/dated-facts.ts'
export { ONE_STOP_REGIMES, oneStopRulesAt } from './rules/one-stop-rules.ts'
export type { OneStopForm, OneStopRules } from './rules/one-stop-rules.ts'
export { STANDING_SUCCESSION } from './standing-region.ts'
export { INITIAL_LIFECYCLE, LIFECYCLE_VERSION } from './state.ts'
export type { ClockRules, ClockState, ClockStep, LegalClock, LifecycleState, PaymentState, StageStatus } from './state.ts'
export { lifecycleTable, stateOf, stepOf } from './table.ts'
export type { LifecycleTable, Step } from './table.ts'
export { contentOf, definitionOf } from '../compile/index.ts'
