import { NONE, type ExclusiveGatewayNode, type Flow } from '../../compile/index.ts'
import { INSIDE, type Behaviour, type Execution, type Problem } from '../behaviour.ts'
import { holdsOn, noneHolds } from './choose.ts'

/**
 * Exclusive gateway: takes the first flow whose condition is true, in the order written, else the default flow.
 *
 * @law BPMN 2.0.2 §13.4.2
 * @incident CONDITION_INVALID  a condition gave neither true nor false; resolving evaluates again
 * @incident CONDITION_NONE_TRUE  no condition held and there is no default flow
 */
export const exclusiveGateway: Behaviour<ExclusiveGatewayNode> = {
  enter(node, scope, x) {
    x.observe('entered', node)
    const choice = choose(node, scope, x)
    if ('code' in choice) return x.hold(x.activate(node, scope), choice)
    go(node, choice, scope, x)
  },
  awaits: () => INSIDE,
  retry(node, instance, x) {
    const { scope } = x.instance(instance)
    const choice = choose(node, scope, x)
    if ('code' in choice) return x.hold(instance, choice)
    x.complete(instance)
    go(node, choice, scope, x)
  },
}

function choose(node: ExclusiveGatewayNode, scope: number, x: Execution): Flow | Problem {
  for (const flow of node.outgoingFlows) {
    if (flow.isDefault) continue
    const holds = holdsOn(flow, scope, x)
    if (holds === true) return flow
    if (holds !== false) return holds
  }
  return node.defaultFlow === NONE ? noneHolds(node) : x.flow(node.defaultFlow)
}

function go(node: ExclusiveGatewayNode, flow: Flow, scope: number, x: Execution): void {
  if (node.outgoing.length > 1) x.emit({ type: 'branchTaken', element: node.id, flow: flow.id, scope, at: x.at })
  x.observe('completed', node)
  x.take(flow, scope)
}
