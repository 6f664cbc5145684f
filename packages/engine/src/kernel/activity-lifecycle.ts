/**
 * Theory of operation (BPMN §13.3)
 *
 * Every activity goes the same way; its kind only says what its work is. Tokens arrive (as many as `startQuantity` make one start);
 * a loop opens around its instances; inputs are computed; the work is done, at once (`pass`) or while an instance waits (`open`);
 * outputs are computed; and it is left: to the loop around it, to the compensation that it works for, or along its outgoing flows,
 * of which those with a condition are only taken when it holds. An activity that cannot leave keeps its token, with an incident.
 */
import type { ActivityNode, Flow } from '../compile/index.ts'
import type { Execution, Lifecycle, Problem } from './behaviour.ts'
import { afterCompensation } from './compensation.ts'
import { chooseFlows, takeChosen } from './gateways/choose.ts'
import { afterTurn, beginLoop, collect } from './loops/loop.ts'
import type { Value } from './state.ts'

/** A token arrives. */
export function enterActivity(node: ActivityNode, scope: number, x: Execution, flow: number): void {
  // An ad-hoc sub-process whose condition held lets nothing begin any more (§13.3.5); all that no flow leads to begins at one moment.
  if (flow >= 0 && scope !== 0 && x.instance(scope).turn === null) return
  if (node.startQuantity > 1 && flow >= 0) {
    x.emit({ type: 'tokenParked', element: node.id, flow: x.flow(flow).id, scope, at: x.at })
    const flows = parkedBefore(node, scope, x)
    if (flows.length < node.startQuantity) return
    x.emit({ type: 'tokensTaken', element: node.id, scope, flows: flows.slice(0, node.startQuantity), at: x.at })
  }
  begin(node, scope, x)
}

function parkedBefore(node: ActivityNode, scope: number, x: Execution): string[] {
  const parked = x.draft.scopes.get(scope)?.parked ?? {}
  return node.incoming.flatMap((flow) => Array<string>(parked[flow] ?? 0).fill(x.flow(flow).id))
}

/** The activity begins. `compensates`: it works for a throwing instance and leaves to it. */
export function begin(node: ActivityNode, scope: number, x: Execution, compensates?: number): void {
  if (node.loop !== undefined) beginLoop(node, scope, x, compensates)
  else runOnce(node, scope, x, { compensates })
}

/** One instance of the activity. In a loop, `scope` is the loop. */
export function runOnce(
  node: ActivityNode,
  scope: number,
  x: Execution,
  options: { readonly counter?: number | undefined; readonly compensates?: number | undefined },
): void {
  const behaviour = x.behaviourOf(node)
  x.observe('entered', node)
  if (behaviour.pass !== undefined && !node.isLocal && !node.isCompensable && options.counter === undefined) {
    const problem = behaviour.pass(node, scope, x)
    if (problem === undefined) return pass(node, scope, x, options.compensates)
    return x.hold(x.activate(node, scope, options), problem)
  }
  const { counter, compensates } = options
  const due = behaviour.due?.(node, x)
  const isPlain = counter === undefined && compensates === undefined && due === undefined
  const instance = isPlain ? x.activate(node, scope) : x.activate(node, scope, { counter, compensates, due })
  const problem = inputs(node, instance, scope, x)
  if (problem !== undefined) return x.hold(instance, problem)
  work(node, instance, x)
}

function work(node: ActivityNode, instance: number, x: Execution): void {
  const behaviour = x.behaviourOf(node)
  if (behaviour.pass === undefined) {
    behaviour.open?.(node, instance, x)
    return
  }
  const problem = behaviour.pass(node, instance, x)
  if (problem !== undefined) return x.hold(instance, problem)
  completeActivity(node, instance, x)
}

/** Done without an instance of its own. */
function pass(node: ActivityNode, scope: number, x: Execution, compensates: number | undefined): void {
  const around = scope === 0 ? undefined : x.find(scope)
  if (around?.loop !== undefined && around.node === node.index) {
    x.observe('completed', node)
    return afterTurn(node, scope, x, true)
  }
  if (compensates !== undefined) {
    x.observe('completed', node)
    return afterCompensation(compensates, x)
  }
  const chosen = chooseFlows(node, scope, x)
  if ('code' in chosen) return holdLeaving(node, x.activate(node, scope), chosen, x)
  x.observe('completed', node)
  leaveBy(node, chosen, scope, x)
}

/** Inputs become variables of the instance; properties begin without a value. */
export function inputs(node: ActivityNode, instance: number, scope: number, x: Execution): Problem | undefined {
  if (!node.isLocal) return undefined
  const local: Record<string, Value> = {}
  for (const name of node.properties) local[name] = null
  const from = x.find(instance)?.counter === undefined ? scope : instance
  for (const { target, expression } of node.input) {
    const result = x.evaluate(expression, from)
    if (!result.ok) return { code: 'INPUT_INVALID', message: `expected a value for "${target}", found: ${result.problem}` }
    local[target] = result.value
  }
  // Where there are output mappings, only they let anything out.
  if ('sets' in node && node.output.length > 0) for (const name of node.sets) if (!Object.hasOwn(local, name)) local[name] = null
  x.setLocal(instance, local)
  return undefined
}

/** The work is done: outputs, and away. */
export function completeActivity(node: ActivityNode, n: number, x: Execution): void {
  if (node.output.length === 0) return leaveActivity(node, n, x)
  const { scope } = x.instance(n)
  const outputs: Record<string, Value> = {}
  for (const { target, expression } of node.output) {
    const result = x.evaluate(expression, n)
    if (!result.ok) {
      return holdLeaving(
        node,
        n,
        { code: 'OUTPUT_INVALID', message: `expected a value for "${target}", found: ${result.problem}` },
        x,
      )
    }
    outputs[target] = result.value
  }
  x.assign(scope, outputs)
  leaveActivity(node, n, x)
}

/** Everything is computed; the instance ends as soon as it is known where to. */
export function leaveActivity(node: ActivityNode, n: number, x: Execution): void {
  const { scope, compensates } = x.instance(n)
  const around = scope === 0 ? undefined : x.find(scope)
  if (around?.loop !== undefined && around.node === node.index) {
    const problem = collect(node, n, x)
    if (problem !== undefined) return holdLeaving(node, n, problem, x)
    x.observe('completed', node)
    x.complete(n)
    return afterTurn(node, scope, x, false)
  }
  if (compensates !== undefined) {
    x.observe('completed', node)
    x.complete(n)
    return afterCompensation(compensates, x)
  }
  const chosen = chooseFlows(node, scope, x)
  if ('code' in chosen) return holdLeaving(node, n, chosen, x)
  x.observe('completed', node)
  x.complete(n)
  leaveBy(node, chosen, scope, x)
}

/** The loop itself is done. */
export function leaveLoop(node: ActivityNode, loop: number, x: Execution): void {
  const { scope, compensates } = x.instance(loop)
  if (compensates !== undefined) {
    x.complete(loop)
    return afterCompensation(compensates, x)
  }
  const chosen = chooseFlows(node, scope, x)
  if ('code' in chosen) return holdLeaving(node, loop, chosen, x)
  x.complete(loop)
  leaveBy(node, chosen, scope, x)
}

/** A loop that never ran: its token goes on. */
export function skipActivity(node: ActivityNode, scope: number, x: Execution, compensates: number | undefined): void {
  if (compensates !== undefined) return afterCompensation(compensates, x)
  const chosen = chooseFlows(node, scope, x)
  if ('code' in chosen) return holdLeaving(node, x.activate(node, scope), chosen, x)
  leaveBy(node, chosen, scope, x)
}

/** Sends its tokens along these flows. */
export function leaveBy(node: ActivityNode, flows: readonly Flow[], scope: number, x: Execution): void {
  const around = scope === 0 || x.find(scope) === undefined ? undefined : x.nodeOf(scope)
  if (around !== undefined && x.behaviourOf(around).completedInside?.(around, scope, x) === true) return
  for (let times = 0; times < node.completionQuantity; times++) takeChosen(node, flows, scope, x)
}

function holdLeaving(node: ActivityNode, n: number, problem: Problem, x: Execution): void {
  if (x.instance(n).isLeaving !== true) x.emit({ type: 'leavingHeld', instance: n, element: node.id, at: x.at })
  x.hold(n, problem)
}

/** The incident that held the activity was resolved. */
export function retryActivity(node: ActivityNode, n: number, x: Execution): void {
  const instance = x.instance(n)
  if (instance.isLeaving === true) {
    if (instance.loop !== undefined) leaveLoop(node, n, x)
    else completeActivity(node, n, x)
    return
  }
  if (instance.loop !== undefined) return afterTurn(node, n, x, false)
  const problem = inputs(node, n, instance.scope, x)
  if (problem !== undefined) return x.hold(n, problem)
  work(node, n, x)
}

/** For the files that the way of an activity leads through and that lead back to it. */
export const LIFECYCLE: Lifecycle = { begin, runOnce, leaveLoop, skipActivity, completeActivity }
