/**
 * What `@motcua/engine/lifecycle` publishes: the lifecycle, its functions behind a look at what they are given. A caller without types is
 * told what was expected and what was found (`OPTIONS_INVALID`). The engine itself comes in by `index.ts`: what it gives needs no look.
 */
import { listOf, optional, record, taking, text, whole, words } from '../diagnostics/index.ts'
import { calendar, event, migrate, surroundings, toMigrate } from '../kernel/shape.ts'
import * as lifecycle from './index.ts'
import * as shape from './shape.ts'

export * from './index.ts'

const { procedure, dossier: state, command } = shape
const events = listOf(event)

/** `kernel.decide` held to the lifecycle's table, and to what persons agreed beside it: what hosts call. Pure. */
export const decideDossier = taking('decideDossier', { procedure, state, command, surroundings }, lifecycle.decideDossier)

/** Folds events of both kinds. Pure. @param next  the procedure that a `processMigrated` among them leads to */
export const replayDossier = taking(
  'replayDossier',
  { procedure, state, events, next: optional(procedure) },
  lifecycle.replayDossier,
)

/** Everything that keeps a dossier from going on in another version; empty: {@link migrateDossier} will do it. Changes nothing. */
export const checkDossierMigration = taking(
  'checkDossierMigration',
  { from: procedure, to: procedure, state, command: toMigrate },
  lifecycle.checkDossierMigration,
)

/** Has a dossier go on in another version of its procedure. Where it legally stands stays as it is. Pure. */
export const migrateDossier = taking(
  'migrateDossier',
  { from: procedure, to: procedure, state, command: migrate, surroundings },
  lifecycle.migrateDossier,
)

export const isLifecycleEvent = taking('isLifecycleEvent', { event }, lifecycle.isLifecycleEvent)

/** A lifecycle event as a journal has it, of whatever version; `undefined`: it is none, or one that only a newer release knows. */
export const readLifecycleEvent = taking(
  'readLifecycleEvent',
  { type: text, version: whole, data: record },
  lifecycle.readLifecycleEvent,
)

/** The next instant at which `tickClock` changes something; `null`: none. */
export const nextTickOf = taking('nextTickOf', { state }, lifecycle.nextTickOf)

/** The next instant at which a clock changes by itself; `null`: none. */
export const nextTick = taking('nextTick', { clock: shape.clock }, lifecycle.nextTick)

/** Both clocks of a dossier, from its journal. Pure. @param now  the instant at which a dossier that is not settled yet is judged */
export const clocksOf = taking('clocksOf', { procedure, events, calendar, now: whole }, lifecycle.clocksOf)

/** Who must not do a task because they did what it checks. */
export const excludedFrom = taking(
  'excludedFrom',
  { procedure, region: optional(shape.tasks), element: words },
  lifecycle.excludedFrom,
)

/** Who has a task. */
export const assignmentOf = taking('assignmentOf', { region: optional(shape.tasks), instance: whole }, lifecycle.assignmentOf)

/** What is wrong with a record, as `expected …, found …`; `undefined`: nothing. */
export const serviceFault = taking('serviceFault', { record }, lifecycle.serviceFault)

/** The code 1 to 10 of a standing today. */
export const nationalStatus = taking('nationalStatus', { standing: shape.standing }, lifecycle.nationalStatus)

/** Dates that are dates, and of each key at most one fact a day. @throws RulesError FACT_DATE_INVALID, FACT_TWICE */
export const checkFacts = taking('checkFacts', { file: shape.facts }, lifecycle.checkFacts)

/** What a dossier that is lodged at this instant follows. @throws RulesError FACT_MISSING */
export const factAt = taking('factAt', { file: shape.facts, key: words, lodged: whole }, lifecycle.factAt)

/** The machine flattened once. */
export const lifecycleTable = taking('lifecycleTable', { machine: shape.machine }, lifecycle.lifecycleTable)

/** Where a region stands. */
export const stateOf = taking('stateOf', { state: shape.lifecycle, region: shape.region }, lifecycle.stateOf)

/** The state that a region goes to on this event; `undefined`: the lifecycle has no such transition now. */
export const stepOf = taking(
  'stepOf',
  { table: shape.table, state: shape.lifecycle, region: shape.region, event: words },
  lifecycle.stepOf,
)

/** The definition as canonical JSON: two files that say the same give the same text. */
export const contentOf = taking('contentOf', { definition: shape.definition }, lifecycle.contentOf)

/** A definition from its content: the same procedure, without the places in a file. */
export const definitionOf = taking('definitionOf', { content: shape.content, file: words }, lifecycle.definitionOf)
