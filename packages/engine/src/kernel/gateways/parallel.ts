import type { ParallelGatewayNode } from '../../compile/index.ts'
import type { Behaviour, Execution } from '../behaviour.ts'

/**
 * Parallel gateway: waits until a token stands on each incoming flow, takes one from each, and sends one along each outgoing flow.
 * More tokens on the same flow wait for the next turn.
 *
 * @law BPMN 2.0.2 §13.4.1
 */
export const parallelGateway: Behaviour<ParallelGatewayNode> = {
  enter(node, scope, x, flow) {
    if (node.incoming.length > 1) {
      const element = node.id
      x.emit({ type: 'tokenParked', element, flow: x.program.flows[flow]?.id ?? '', scope, at: x.at })
      return void join(node, scope, x)
    }
    pass(node, scope, x)
  },
  /** Only a migration leaves a join that could go on: with fewer branches to wait for. */
  settle: join,
}

/** One token of each incoming flow becomes one. `false`: some flow has none yet. */
function join(node: ParallelGatewayNode, scope: number, x: Execution): boolean {
  const parked = x.draft.scopes.get(scope)?.parked ?? {}
  for (const incoming of node.incoming) if ((parked[incoming] ?? 0) === 0) return false
  x.emit({ type: 'joinFired', element: node.id, scope, at: x.at })
  pass(node, scope, x)
  return true
}

function pass(node: ParallelGatewayNode, scope: number, x: Execution): void {
  x.observe('entered', node)
  x.observe('completed', node)
  x.leave(node, scope)
}
