import type { InclusiveGatewayNode } from '../../compile/index.ts'
import { INSIDE, type Behaviour, type Execution } from '../behaviour.ts'
import { chooseFlows, takeChosen } from './choose.ts'
import { expectsMore } from './expects.ts'

/**
 * Inclusive gateway: merging, it waits for every token that can still come (`compile/reachability.ts`) and takes one from each
 * incoming flow that has any; splitting, it takes every flow whose condition is true, else the default flow.
 *
 * @law BPMN 2.0.2 §13.4.3
 * @incident CONDITION_INVALID  a condition gave neither true nor false; resolving evaluates again
 * @incident CONDITION_NONE_TRUE  no condition held and there is no default flow
 */
export const inclusiveGateway: Behaviour<InclusiveGatewayNode> = {
  enter(node, scope, x, flow) {
    if (node.incoming.length < 2 || flow < 0) return split(node, scope, x)
    x.emit({ type: 'tokenParked', element: node.id, flow: x.flow(flow).id, scope, at: x.at })
  },
  settle(node, scope, x) {
    const parked = x.draft.scopes.get(scope)?.parked ?? {}
    const full = node.incoming.filter((flow) => (parked[flow] ?? 0) > 0)
    if (full.length === 0) return false
    const has = (position: number): boolean => (parked[node.incoming[position] ?? -1] ?? 0) > 0
    if (full.length < node.incoming.length && expectsMore(node, has, scope, x)) return false
    x.emit({ type: 'tokensTaken', element: node.id, scope, flows: full.map((flow) => x.flow(flow).id), at: x.at })
    split(node, scope, x)
    return true
  },
  awaits: () => INSIDE,
  retry(node, instance, x) {
    const { scope } = x.instance(instance)
    const chosen = chooseFlows(node, scope, x)
    if ('code' in chosen) return x.hold(instance, chosen)
    x.complete(instance)
    x.observe('completed', node)
    takeChosen(node, chosen, scope, x)
  },
}

function split(node: InclusiveGatewayNode, scope: number, x: Execution): void {
  x.observe('entered', node)
  const chosen = chooseFlows(node, scope, x)
  if ('code' in chosen) return x.hold(x.activate(node, scope), chosen)
  x.observe('completed', node)
  takeChosen(node, chosen, scope, x)
}
