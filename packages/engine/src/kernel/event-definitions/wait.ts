/**
 * Theory of operation
 *
 * A catching event waits as one instance for all of its triggers: one, any of several (multiple), or all of them together
 * (parallel multiple). What it waits for is a list; a trigger is named by its position. Timers among them give the instance its due
 * instant. Who waits is told apart only by what follows when it happens.
 */
import type { CompiledMapping, Node, Trigger } from '../../compile/index.ts'
import type { Awaited, Execution } from '../behaviour.ts'
import type { Variables } from '../command.ts'
import type { Instance, Value } from '../state.ts'
import { dueOfTimer, holdTimer } from './timer.ts'

export interface Catching {
  readonly triggers: readonly Trigger[]
  readonly isParallelMultiple: boolean
  readonly mappings: readonly CompiledMapping[]
}

/** Waits for the node's triggers; gives the instance's number. */
export function wait(node: Node & Catching, scope: number, host: number | undefined, x: Execution): number {
  const timer = node.triggers.find((trigger) => trigger.kind === 'timer')
  if (timer?.kind !== 'timer') return x.activate(node, scope, { host })
  const due = dueOfTimer(timer.timer, host !== undefined && host !== 0 ? host : scope, x)
  if (due.ok) return x.activate(node, scope, { host, due: due.instant, left: due.left })
  const instance = x.activate(node, scope, { host })
  holdTimer(node, instance, due.problem, x)
  return instance
}

/** Sets the timer that could not be set. */
export function rearm(node: Node & Catching, instance: number, x: Execution): void {
  const timer = node.triggers.find((trigger) => trigger.kind === 'timer')
  if (timer?.kind !== 'timer') return
  const due = dueOfTimer(timer.timer, x.instance(instance).scope, x)
  if (!due.ok) return holdTimer(node, instance, due.problem, x)
  const { instant, left } = due
  x.emit({ type: 'timerSet', instance, element: node.id, due: instant, ...(left === undefined ? {} : { left }), at: x.at })
}

export function awaitedBy(node: Catching, instance: Instance): readonly Awaited[] {
  if (instance.got === undefined) return AWAITED.get(node.triggers) ?? remember(node.triggers)
  return remember(node.triggers).map((awaited, which) => (instance.got?.includes(which) === true ? { kind: 'inside' } : awaited))
}

/** By a program's own frozen lists: what they wait for never changes. */
const AWAITED = new WeakMap<readonly Trigger[], readonly Awaited[]>()

function remember(triggers: readonly Trigger[]): readonly Awaited[] {
  const list = triggers.map(awaitedOf)
  AWAITED.set(triggers, list)
  return list
}

function awaitedOf(trigger: Trigger): Awaited {
  switch (trigger.kind) {
    case 'message':
      return { kind: 'message', message: trigger.message }
    case 'signal':
      return { kind: 'signal', signal: trigger.signal }
    case 'conditional':
      return { kind: 'condition', condition: trigger.condition }
    case 'error':
    case 'escalation':
      return { kind: trigger.kind, code: trigger.code }
    case 'timer':
    case 'cancel':
      return { kind: trigger.kind }
    case 'link':
    case 'compensation':
    case 'terminate':
      return { kind: 'inside' }
  }
}

/** One trigger has come. `true`: all that it needs have. */
export function isComplete(node: Node & Catching, instance: number, which: number, x: Execution): boolean {
  if (!node.isParallelMultiple || node.triggers.length < 2) return true
  const got = x.instance(instance).got ?? []
  if (got.includes(which)) return false
  if (got.length + 1 === node.triggers.length) return true
  x.emit({ type: 'triggerReceived', instance, element: node.id, trigger: which, at: x.at })
  return false
}

/** Values that came with a trigger: through the mappings where there are any, else as they are. */
export function takeIn(node: Node & Catching, scope: number, payload: Variables, x: Execution): void {
  if (node.mappings.length === 0) return x.assign(scope, withoutCode(node, payload))
  const values: Record<string, Value> = {}
  for (const { target, expression } of node.mappings) {
    const result = x.evaluate(expression, scope, payload)
    values[target] = result.ok ? result.value : null
  }
  x.assign(scope, values)
}

/** An error's or escalation's code is for mappings alone. */
function withoutCode(node: Catching, payload: Variables): Variables {
  return node.triggers.some(({ kind }) => kind === 'error' || kind === 'escalation') ? {} : payload
}
