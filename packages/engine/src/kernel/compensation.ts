/**
 * Theory of operation (BPMN §10.7, §13.5.5)
 *
 * A scope remembers which of its completed activities can be compensated, in the order of their completion. Who throws
 * compensation takes them over, the last completed first, and waits: each in turn is compensated by the handler that its boundary
 * event names; a sub-process without one comes back with the data that it had when it was completed, and is compensated by its
 * own event sub-process, or from the inside, again the last first. A loop or multi-instance activity comes back too, and each of
 * its instances is compensated. Throwing are: throw and end events, a transaction that is cancelled, and what came back.
 */
import { NONE, type ActivityNode, type BodyNode } from '../compile/index.ts'
import type { Execution } from './behaviour.ts'
import { all, last, type Ledger } from './ledger.ts'
import type { Completion } from './state.ts'

/** What a throwing event in `scope` compensates: one activity, or everything in its scope. */
export function compensable(activity: number, scope: number, x: Execution): { scope: number; completions: number[] } {
  for (let n = outOfHandler(scope, x); ;) {
    const done = instancesOf(x.draft.scopes.get(n)?.done, activity)
    const isHome = activity === NONE || x.node(activity).scope === bodyOf(n, x)
    if (isHome || n === 0) return { scope: n, completions: done }
    n = x.instance(n).scope
  }
}

/** Completed instances, the first first: of one activity, or all. */
export function instancesOf(done: Ledger<Completion> = [], activity = NONE): number[] {
  const found: number[] = []
  for (const { node, instance } of all(done)) if (activity === NONE || node === activity) found.push(instance)
  return found
}

/** An event sub-process compensates what is around it. */
function outOfHandler(scope: number, x: Execution): number {
  let n = scope
  while (n !== 0) {
    const node = x.nodeOf(n)
    if (node.kind !== 'subProcess' || !node.isEventSubProcess) return n
    n = x.instance(n).scope
  }
  return n
}

function bodyOf(n: number, x: Execution): number {
  if (n === 0) return 0
  const node = x.nodeOf(n)
  return 'body' in node && x.instance(n).loop === undefined ? node.body : NONE
}

/** The instance throws: it goes on when everything is compensated. */
export function startCompensation(
  thrower: number,
  from: { readonly scope: number; readonly completions: readonly number[] },
  x: Execution,
  isDetached = false,
): void {
  const element = x.nodeOf(thrower).id
  const { scope, completions } = from
  x.emit({
    type: 'compensationStarted',
    instance: thrower,
    element,
    scope,
    completions: [...completions],
    ...(isDetached ? { isDetached: true as const } : {}),
    at: x.at,
  })
  x.proceed(thrower)
}

/** The next that is to be compensated has its turn. `false`: there is none. */
export function nextCompensation(thrower: number, x: Execution): boolean {
  const completion = last(x.instance(thrower).pending ?? [])
  if (completion === undefined) return false
  const node = x.node(completion.node) as ActivityNode
  if (isLoop(completion)) restoreLoop(node, completion, thrower, x)
  else if (node.compensationHandler !== NONE) {
    x.emit({ type: 'compensationTaken', instance: thrower, element: node.id, at: x.at })
    x.observe('compensated', node)
    x.life.begin(x.node(node.compensationHandler) as ActivityNode, completion.scope, x, thrower)
  } else if ('body' in node) restore(node, completion, thrower, x)
  else {
    // Remembered by an older version: there is nothing that would undo it.
    x.emit({ type: 'compensationTaken', instance: thrower, element: node.id, at: x.at })
    x.proceed(thrower)
  }
  return true
}

/** Instances of a loop are remembered inside of it. */
function isLoop({ node, inside }: Completion): boolean {
  return inside?.done[0]?.[0]?.node === node
}

function restoreLoop(node: ActivityNode, { scope, instance: n, inside }: Completion, thrower: number, x: Execution): void {
  const instance = x.activate({ ...node, boundary: [] }, scope, { compensates: thrower, restores: n })
  x.emit({ type: 'compensationTaken', instance: thrower, element: node.id, at: x.at })
  startCompensation(instance, { scope: instance, completions: instancesOf(inside?.done) }, x)
}

function restore(node: BodyNode, completion: Completion, thrower: number, x: Execution): void {
  const { scope, instance: n } = completion
  const instance = x.activate({ ...node, boundary: [] }, scope, { compensates: thrower, restores: n })
  x.emit({ type: 'compensationTaken', instance: thrower, element: node.id, at: x.at })
  x.observe('compensated', node)
  const handler = (x.program.scopes[node.body]?.nodes ?? [])
    .map((index) => x.node(index))
    .find((inner) => inner.kind === 'subProcess' && inner.isEventSubProcess && startsByCompensation(inner.body, x))
  if (handler?.kind === 'subProcess') {
    x.observe('entered', handler)
    const inside = x.activate(handler, instance)
    for (const index of x.program.scopes[handler.body]?.nodes ?? []) {
      const start = x.node(index)
      if (start.kind !== 'startEvent') continue
      x.observe('entered', start)
      x.observe('caught', start)
      x.observe('completed', start)
      x.leave(start, inside)
    }
    return x.ended(inside)
  }
  startCompensation(instance, { scope: instance, completions: instancesOf(completion.inside?.done) }, x)
}

function startsByCompensation(body: number, x: Execution): boolean {
  return (x.program.scopes[body]?.nodes ?? []).some((index) => {
    const node = x.node(index)
    return node.kind === 'startEvent' && node.triggers.some(({ kind }) => kind === 'compensation')
  })
}

/** A handler has done its work: its thrower goes on, when what is under way now has moved. */
export function afterCompensation(thrower: number, x: Execution): void {
  if (x.find(thrower) !== undefined) x.proceed(thrower)
}
