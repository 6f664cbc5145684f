/**
 * What `@motcua/engine/kernel` publishes: the kernel, its functions behind a look at what they are given. A caller without types is told
 * what was expected and what was found (`OPTIONS_INVALID`). The engine itself comes in by `index.ts`: what it gives needs no look.
 */
import { fields, optional, record, taking, text, whole, words } from '../diagnostics/index.ts'
import * as kernel from './index.ts'
import {
  command,
  event,
  eventsInOrder,
  instance,
  ledger,
  migrate,
  namesInOrder,
  program,
  records,
  state,
  surroundings,
  toMigrate,
} from './shape.ts'

export * from './index.ts'

/**
 * Decides a command: events and the state after them, or a refusal that changed nothing. Pure.
 *
 * @example
 * const decision = decide(program, INITIAL_STATE, { type: 'start', at, origin: 'person', variables: {} }, { calendar })
 */
export const decide = taking('decide', { program, state, command, surroundings }, kernel.decide)

/** Folds an event into the state. Pure. @param next  the program that a `processMigrated` leads to */
export const evolve = taking('evolve', { program, state, event, next: optional(program) }, kernel.evolve)

/** Folds many events, one after another. Pure. @param next  the program that a `processMigrated` leads to */
export const replay = taking('replay', { program, state, events: eventsInOrder, next: optional(program) }, kernel.replay)

/** An event as a journal has it, of whatever version, as today's kernel knows it. @throws Error EVENT_UNKNOWN */
export const readEvent = taking('readEvent', { type: text, version: whole, data: record }, kernel.readEvent)

/** Everything that stands in the way of a migration, without changing anything; empty: {@link decideMigration} will do it. */
export const checkMigration = taking(
  'checkMigration',
  { from: program, to: program, state, command: toMigrate },
  kernel.checkMigration,
)

/** Has a running process go on in another program. Its state belongs to `to` afterwards. Pure. */
export const decideMigration = taking(
  'decideMigration',
  { from: program, to: program, state, command: migrate, surroundings },
  kernel.decideMigration,
)

/** Records that something went wrong which only a person can put right; nothing else of the state changes. */
export const raiseIncident = taking(
  'raiseIncident',
  {
    ...{ program, state, at: whole, code: text, message: words },
    about: fields({ instance: optional(whole), element: optional(text) }),
  },
  kernel.raiseIncident,
)

/** The record of a ledger that has this number; `undefined`: none. */
export const find = taking('find', { ledger, n: whole }, kernel.find)

/** Every record of a ledger, by growing number. */
export const all = taking('all', { ledger }, kernel.all)

/** The nodes whose instances can wait for a message or a signal, whichever. */
export const namedListeners = taking('namedListeners', { program }, kernel.namedListeners)

/** What one instance waits for. */
export const awaitedOf = taking('awaitedOf', { program, instance }, kernel.awaitedOf)

/** Everything that waits, oldest first. */
export const waitingIn = taking('waitingIn', { program, state }, kernel.waitingIn)

/** Live instances, oldest first. */
export const instancesIn = taking('instancesIn', { state }, kernel.instancesIn)

/** Nodes in which a token stands. */
export const occupiedNodes = taking('occupiedNodes', { state }, kernel.occupiedNodes)

/** The instance that gets a message: the oldest that waits for it, in a process whose conversation it belongs to. */
export const receiverOf = taking(
  'receiverOf',
  { program, state, message: words, instance: optional(whole), keys: optional(record) },
  kernel.receiverOf,
)

/** The values of a correlation key that a message must bring to be for this process; `undefined`: the process is in no conversation. */
export const conversationOf = taking('conversationOf', { program, state, message: words, key: words }, kernel.conversationOf)

/** Whether these values may be set by somebody who may set `allowed`, and must set those of them that are not optional. */
export const checkVariables = taking(
  'checkVariables',
  { program, variables: record, allowed: namesInOrder, options: optional(record) },
  kernel.checkVariables,
)

/**
 * Whether it is JSON that a variable may hold: not too deep, no number that JSON has no word for, no text with half of a surrogate pair, no object
 * with a class.
 */
export function isValue(value: unknown): value is kernel.Value {
  return kernel.isValue(value)
}

/** A variable as an element in `scope` sees it: the nearest one outwards; `undefined`: nobody set it. */
export const readVariable = taking('readVariable', { program, records, scope: whole, name: words }, kernel.readVariable)

/** What {@link readVariable} needs of a state. */
export const recordsOf = taking('recordsOf', { state }, kernel.recordsOf)

/** Every variable as an element in `scope` sees it: the nearest value; `null` where a declared one has none. */
export const visibleVariables = taking('visibleVariables', { program, state, scope: whole }, kernel.visibleVariables)
