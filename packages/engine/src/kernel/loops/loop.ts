/**
 * Theory of operation (BPMN §10.3.8, §13.3.6, §13.3.7)
 *
 * An activity that runs several times has an instance around its instances: the loop. Boundary events belong to the loop, so does
 * the incident of a loop that cannot go on. A standard or sequential loop runs one turn after the other, each taken from the queue,
 * so that a million turns need no deeper a stack than one; a parallel loop begins all its instances at once. What instances give is
 * collected under their counters, and becomes a list in the items' order when the loop is left.
 */
import type { ActivityNode, CompiledLoop, Trigger } from '../../compile/index.ts'
import type { Execution, Problem } from '../behaviour.ts'
import { all } from '../ledger.ts'
import type { LoopState, Value } from '../state.ts'
import { throwTrigger } from '../event-definitions/throw.ts'

/** More instances than this are a mistake in the data. */
const MOST_INSTANCES = 1_000_000

type Standard = Extract<CompiledLoop, { kind: 'standard' }>
type MultiInstance = Extract<CompiledLoop, { kind: 'multiInstance' }>

export function beginLoop(node: ActivityNode, scope: number, x: Execution, compensates?: number): void {
  const loop = node.loop as CompiledLoop
  if (loop.kind === 'standard' && loop.testBefore && loop.maximum === undefined && loop.condition !== undefined) {
    const result = x.evaluate(loop.condition, scope, { loopCounter: 0 })
    if (result.ok && result.value === false) return x.life.skipActivity(node, scope, x, compensates)
  }
  const n = x.activate(node, scope, { isLoop: true, compensates })
  goOnLoop(node, n, x)
}

/** Begins the loop, or its next turn; also when an incident that held it was resolved. */
export function goOnLoop(node: ActivityNode, n: number, x: Execution): void {
  const loop = node.loop as CompiledLoop
  const state = x.instance(n).loop as LoopState
  if (loop.kind === 'standard') return turn(node, loop, n, x)
  if (state.total === null) return size(node, loop, n, x)
  if (loop.isSequential) next(node, n, x)
  else startAll(node, n, state.total, x)
}

/** A standard loop: is there another turn? */
function turn(node: ActivityNode, loop: Standard, n: number, x: Execution): void {
  const { started } = x.instance(n).loop as LoopState
  // With neither a condition nor a maximum it cannot be executed as a loop (§10.3.8): the activity runs once.
  const maximum = loop.maximum ?? (loop.condition === undefined ? 1 : undefined)
  if (maximum !== undefined && started >= maximum) return x.life.leaveLoop(node, n, x)
  if (loop.condition !== undefined && (loop.testBefore || started > 0)) {
    const result = x.evaluate(loop.condition, n)
    if (!result.ok || typeof result.value !== 'boolean') {
      const found = result.ok ? JSON.stringify(result.value) : result.problem
      return x.hold(n, { code: 'LOOP_INVALID', message: `expected true or false of "${loop.condition.text}", found ${found}` })
    }
    if (!result.value) return x.life.leaveLoop(node, n, x)
  }
  next(node, n, x)
}

function next(node: ActivityNode, n: number, x: Execution): void {
  const { started, completed, total } = x.instance(n).loop as LoopState
  if (total !== null && started >= total) return x.life.leaveLoop(node, n, x)
  x.emit({ type: 'loopAdvanced', instance: n, element: node.id, started: started + 1, completed, at: x.at })
  x.life.runOnce(node, n, x, {})
}

function startAll(node: ActivityNode, n: number, total: number, x: Execution): void {
  x.emit({ type: 'loopAdvanced', instance: n, element: node.id, started: total, completed: 0, at: x.at })
  for (let counter = 1; counter <= total; counter++) {
    // What passes at once may have ended them all.
    if (x.find(n) === undefined) return
    x.life.runOnce(node, n, x, { counter })
  }
}

/** How many instances, and over what; then all of them begin, or the first. */
function size(node: ActivityNode, loop: MultiInstance, n: number, x: Execution): void {
  const sized = sizeOf(loop, x.instance(n).scope, x)
  if ('code' in sized) return x.hold(n, sized)
  const { total, items } = sized
  x.emit({ type: 'loopSized', instance: n, element: node.id, total, ...(items === undefined ? {} : { items }), at: x.at })
  if (total === 0) return finish(node, loop, n, x)
  goOnLoop(node, n, x)
}

function sizeOf(
  loop: MultiInstance,
  scope: number,
  x: Execution,
): Problem | { total: number; items: readonly Value[] | undefined } {
  const expression = loop.collection ?? loop.cardinality
  if (expression === undefined) return { total: 1, items: undefined }
  const result = x.evaluate(expression, scope)
  const found = result.ok ? JSON.stringify(result.value) : result.problem
  const wrong = (expected: string) => ({
    code: 'LOOP_INVALID',
    message: `expected ${expected} of "${expression.text}", found ${found.slice(0, 200)}`,
  })
  if (!result.ok) return wrong('a value')
  const { value } = result
  if (loop.collection !== undefined) {
    if (!Array.isArray(value)) return wrong('a list')
    const items = value as readonly Value[]
    return items.length > MOST_INSTANCES ? wrong(`at most ${MOST_INSTANCES} items`) : { total: items.length, items }
  }
  const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_INSTANCES
  return isCount ? { total: value, items: undefined } : wrong(`a whole number from 0 to ${MOST_INSTANCES}`)
}

/** What an instance gives, before it is gone. */
export function collect(node: ActivityNode, instance: number, x: Execution): Problem | undefined {
  const loop = node.loop
  if (loop?.kind !== 'multiInstance' || loop.outputCollection === undefined || loop.outputItem === undefined) return undefined
  const result = x.evaluate(loop.outputItem, instance)
  if (!result.ok)
    return { code: 'OUTPUT_INVALID', message: `expected a value of "${loop.outputItem.text}", found: ${result.problem}` }
  const { scope, counter } = x.instance(instance)
  const at = counter ?? x.instance(scope).loop?.started ?? 1
  x.emit({ type: 'loopCollected', instance: scope, element: node.id, counter: at, value: result.value, at: x.at })
  return undefined
}

/** A turn is over. `isInline`: it had no instance of its own, so nothing has counted it. */
export function afterTurn(node: ActivityNode, n: number, x: Execution, isInline: boolean): void {
  const loop = node.loop as CompiledLoop
  if (isInline) {
    if (loop.kind === 'multiInstance' && loop.outputItem !== undefined && loop.outputCollection !== undefined) {
      const result = x.evaluate(loop.outputItem, n)
      const { started } = x.instance(n).loop as LoopState
      if (result.ok)
        x.emit({ type: 'loopCollected', instance: n, element: node.id, counter: started, value: result.value, at: x.at })
    }
    const { started, completed } = x.instance(n).loop as LoopState
    x.emit({ type: 'loopAdvanced', instance: n, element: node.id, started, completed: completed + 1, at: x.at })
  }
  if (loop.kind === 'standard') return x.proceed(n)
  const { total } = x.instance(n).loop as LoopState
  if (total === null) return goOnLoop(node, n, x)
  if (loop.behavior !== 'All') {
    throwBehaviours(node, loop, n, x)
    if (x.find(n) === undefined) return
  }
  if (loop.completionCondition !== undefined) {
    const result = x.evaluate(loop.completionCondition, n)
    if (!result.ok || typeof result.value !== 'boolean') {
      const found = result.ok ? JSON.stringify(result.value) : result.problem
      const message = `expected true or false of "${loop.completionCondition.text}", found ${found}`
      return x.hold(n, { code: 'LOOP_INVALID', message })
    }
    if (result.value) {
      x.terminateInside(n)
      return finish(node, loop, n, x)
    }
  }
  if (isOver(n, x)) return finish(node, loop, n, x)
  if (loop.isSequential) x.proceed(n)
}

/** A person ended a turn: the loop goes on with the others; nothing was completed, so nobody is told so. */
export function afterEndedTurn(node: ActivityNode, n: number, x: Execution): void {
  const loop = node.loop as CompiledLoop
  x.emit({ type: 'loopTurnEnded', instance: n, element: node.id, at: x.at })
  if (loop.kind === 'standard') return x.proceed(n)
  if (isOver(n, x)) return finish(node, loop, n, x)
  if (loop.isSequential) x.proceed(n)
}

/** Every turn was completed or ended. */
function isOver(n: number, x: Execution): boolean {
  const { total, completed, ended = 0 } = x.instance(n).loop as LoopState
  return total !== null && completed + ended >= total
}

/** Behaviours None, One and Complex throw events at the border of the activity. */
function throwBehaviours(node: ActivityNode, loop: MultiInstance, n: number, x: Execution): void {
  const { completed } = x.instance(n).loop as LoopState
  const isTime = loop.behavior === 'None' || (loop.behavior === 'One' && completed === 1)
  if (isTime && loop.throws !== undefined) throwAtBorder(node, loop.throws, n, x)
  if (loop.behavior !== 'Complex') return
  for (const { condition, event } of loop.complex) {
    if (x.find(n) === undefined) return
    const result = x.evaluate(condition, n)
    if (result.ok && result.value === true) throwAtBorder(node, event, n, x)
  }
}

/** The activity's own boundary events hear it at once, while the activity is still there; else it goes where throwing goes. */
function throwAtBorder(node: ActivityNode, trigger: Trigger, n: number, x: Execution): void {
  const own = x.waitersOn(
    n,
    (awaited) =>
      (awaited.kind === 'signal' && trigger.kind === 'signal' && awaited.signal === trigger.signal) ||
      (awaited.kind === 'message' && trigger.kind === 'message' && awaited.message === trigger.message),
  )
  if (own.length === 0) return throwTrigger(node, trigger, n, x, {})
  for (const { instance, which } of own) x.trigger(instance, which, {})
}

function finish(node: ActivityNode, loop: MultiInstance, n: number, x: Execution): void {
  if (loop.outputCollection !== undefined) {
    const values = [...all((x.instance(n).loop as LoopState).results ?? [])].map(({ value }) => value)
    x.assign(x.instance(n).scope, { [loop.outputCollection]: values })
  }
  x.life.leaveLoop(node, n, x)
}
