/**
 * Theory of operation (BPMN §10.6.5, §13.4.5)
 *
 * A complex gateway has two phases. It *waits for its start* until the activation condition holds over the tokens that have come:
 * it then takes one from each incoming flow that has one and sends tokens along the outgoing flows whose conditions hold. Then it
 * *waits for its reset*: for a token on each of the other incoming flows, as far as one can still come (as an inclusive gateway
 * does); it takes them, sends tokens along the outgoing flows whose conditions hold now, if any do, and begins anew. Conditions
 * see `waitingForStart`, the activation condition sees `activationCount` and each incoming flow's number of tokens under its id.
 */
import { NONE, type ComplexGatewayNode } from '../../compile/index.ts'
import { INSIDE, type Behaviour, type Execution } from '../behaviour.ts'
import type { Variables } from '../command.ts'
import { chooseFlows, takeChosen, type Choice } from './choose.ts'
import { expectsMore } from './expects.ts'

/**
 * @incident ACTIVATION_INVALID  the activation condition gave neither true nor false
 * @incident CONDITION_NONE_TRUE  no condition held in the first phase and there is no default flow
 */
export const complexGateway: Behaviour<ComplexGatewayNode> = {
  enter(node, scope, x, flow) {
    const isMerge = node.incoming.length > 1 || node.activationCondition !== undefined
    if (!isMerge || flow < 0) return produce(node, scope, x, true)
    x.emit({ type: 'tokenParked', element: node.id, flow: x.flow(flow).id, scope, at: x.at })
    if (x.draft.scopes.get(scope)?.resets?.[node.index] === undefined) start(node, scope, x)
  },
  settle(node, scope, x) {
    const record = x.draft.scopes.get(scope)
    const received = record?.resets?.[node.index]
    if (received === undefined) return false
    const parked = record?.parked ?? {}
    const has = (position: number): boolean => {
      const flow = node.incoming[position] ?? NONE
      return received.includes(flow) || (parked[flow] ?? 0) > 0
    }
    if (node.incoming.some((_, position) => !has(position)) && expectsMore(node, has, scope, x)) return false
    const rest = node.incoming.filter((flow) => !received.includes(flow) && (parked[flow] ?? 0) > 0)
    if (rest.length > 0)
      x.emit({ type: 'tokensTaken', element: node.id, scope, flows: rest.map((flow) => x.flow(flow).id), at: x.at })
    x.emit({ type: 'gatewayReset', element: node.id, scope, at: x.at })
    if (rest.length > 0) produce(node, scope, x, false)
    // Tokens that came meanwhile on a flow of the first phase are the next turn's.
    start(node, scope, x)
    return true
  },
  awaits: () => INSIDE,
  retry(node, instance, x) {
    const { scope, isLeaving } = x.instance(instance)
    const record = x.draft.scopes.get(scope)
    const hasTokens = node.incoming.some((flow) => (record?.parked[flow] ?? 0) > 0)
    if (isLeaving !== true && hasTokens && record?.resets?.[node.index] === undefined) {
      x.complete(instance)
      return start(node, scope, x)
    }
    const chosen = choose(node, scope, x, isLeaving !== true)
    if ('code' in chosen) return x.hold(instance, chosen)
    x.complete(instance)
    x.observe('completed', node)
    takeChosen(node, chosen, scope, x)
  },
}

/** The first phase: is it activated by what has come? */
function start(node: ComplexGatewayNode, scope: number, x: Execution): void {
  const parked = x.draft.scopes.get(scope)?.parked ?? {}
  const full = node.incoming.filter((flow) => (parked[flow] ?? 0) > 0)
  if (full.length === 0) return
  if (node.activationCondition !== undefined) {
    const seen: Record<string, Variables[string]> = { waitingForStart: true, activationCount: 0 }
    for (const flow of node.incoming) {
      const count = parked[flow] ?? 0
      seen[x.flow(flow).id] = count
      seen.activationCount = Number(seen.activationCount) + count
    }
    const result = x.evaluate(node.activationCondition, scope, seen)
    if (!result.ok || typeof result.value !== 'boolean') {
      const found = result.ok ? JSON.stringify(result.value) : result.problem
      const message = `expected true or false of "${node.activationCondition.text}", found ${found}`
      return x.hold(x.activate(node, scope), { code: 'ACTIVATION_INVALID', message })
    }
    if (!result.value) return
  }
  const flows = full.map((flow) => x.flow(flow).id)
  x.emit({ type: 'tokensTaken', element: node.id, scope, flows, at: x.at })
  x.emit({ type: 'gatewayReset', element: node.id, scope, flows, at: x.at })
  produce(node, scope, x, true)
}

function produce(node: ComplexGatewayNode, scope: number, x: Execution, waitingForStart: boolean): void {
  const chosen = choose(node, scope, x, waitingForStart)
  if (!waitingForStart && !('code' in chosen) && chosen.length === 0) return
  x.observe('entered', node)
  if ('code' in chosen) {
    const instance = x.activate(node, scope)
    if (!waitingForStart) x.emit({ type: 'leavingHeld', instance, element: node.id, at: x.at })
    return x.hold(instance, chosen)
  }
  x.observe('completed', node)
  takeChosen(node, chosen, scope, x)
}

/** In the second phase no flow has to be taken. */
function choose(node: ComplexGatewayNode, scope: number, x: Execution, waitingForStart: boolean): Choice {
  const chosen = chooseFlows(node, scope, x, { waitingForStart })
  const isNone = 'code' in chosen && chosen.code === 'CONDITION_NONE_TRUE'
  return isNone && !waitingForStart ? [] : chosen
}
