import type { NodeOf } from '../../compile/index.ts'
import type { Behaviour } from '../behaviour.ts'

/**
 * Parallel gateway: waits until a token stands on each incoming flow, takes one from each, and sends one along each outgoing flow.
 * More tokens on the same flow wait for the next turn.
 *
 * @law BPMN 2.0.2 §13.4.1
 */
export const parallelGateway: Behaviour<NodeOf<'parallelGateway'>> = {
  enter(node, scope, execution, flow) {
    if (node.incoming.length > 1) {
      const element = node.id
      execution.emit({ type: 'tokenParked', element, flow: execution.program.flows[flow]?.id ?? '', scope })
      const parked = execution.state.scopes[scope]?.parked ?? {}
      if (node.incoming.some((incoming) => (parked[incoming] ?? 0) === 0)) return
      execution.emit({ type: 'joinFired', element, scope })
    }
    execution.observe('entered', node)
    execution.observe('completed', node)
    execution.leave(node, scope)
  },
}
