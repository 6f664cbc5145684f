/**
 * Theory of operation
 *
 * A state is never changed: what changes is a copy of the record. Each command copies a few of them, so they are written out field
 * by field. V8 gives the spread of an object a hidden class that hangs on the source's; copies of copies, which is what records
 * of a long run are, then have one more each time, and all that reads them becomes slow.
 */
import type { Instance, LoopState, ScopeRecord, Value } from './state.ts'

type Changeable<T> = { -readonly [K in keyof T]: T[K] }

export type DraftInstance = Changeable<Instance>
export type DraftLoop = Changeable<LoopState>
export type DraftScope = Omit<Changeable<ScopeRecord>, 'n'> & { readonly n: number }

export function copyOfInstance(from: Instance): DraftInstance {
  const copy: DraftInstance = { n: from.n, node: from.node, scope: from.scope, host: from.host, due: from.due }
  if (from.hosted !== undefined) copy.hosted = from.hosted
  if (from.loop !== undefined) copy.loop = from.loop
  if (from.counter !== undefined) copy.counter = from.counter
  if (from.got !== undefined) copy.got = from.got
  if (from.left !== undefined) copy.left = from.left
  if (from.isSpent !== undefined) copy.isSpent = from.isSpent
  if (from.isLeaving !== undefined) copy.isLeaving = from.isLeaving
  if (from.compensates !== undefined) copy.compensates = from.compensates
  if (from.pending !== undefined) copy.pending = from.pending
  if (from.isDetached !== undefined) copy.isDetached = from.isDetached
  if (from.isCancelling !== undefined) copy.isCancelling = from.isCancelling
  if (from.turn !== undefined) copy.turn = from.turn
  return copy
}

export function copyOfLoop(from: LoopState): DraftLoop {
  const copy: DraftLoop = { total: from.total, started: from.started, completed: from.completed }
  if (from.ended !== undefined) copy.ended = from.ended
  if (from.items !== undefined) copy.items = from.items
  if (from.results !== undefined) copy.results = from.results
  return copy
}

export function copyOfScope(from: ScopeRecord): DraftScope {
  const copy: DraftScope = { n: from.n, variables: from.variables, parked: from.parked, live: from.live }
  if (from.done !== undefined) copy.done = from.done
  if (from.resets !== undefined) copy.resets = from.resets
  if (from.hosted !== undefined) copy.hosted = from.hosted
  return copy
}

/** Variables of a scope. */
export function copyOfValues(from: Readonly<Record<string, Value>>): Record<string, Value> {
  const copy: Record<string, Value> = {}
  for (const name in from) copy[name] = from[name] as Value
  return copy
}
