import type { Node, NodeOf } from '../../compile/index.ts'
import type { Behaviour } from '../behaviour.ts'

/**
 * Event-based gateway: waits for all the events after it at once; the first that comes decides, the others are no longer awaited.
 *
 * @law BPMN 2.0.2 §10.6.6, §13.4.4
 */
export const eventBasedGateway: Behaviour<NodeOf<'eventBasedGateway'>> = {
  enter(node, scope, execution) {
    execution.observe('entered', node)
    const instance = execution.activate(node, scope)
    for (const index of node.outgoing) {
      const target = execution.program.nodes[execution.program.flows[index]?.target ?? 0] as Node
      execution.subscribe(target, scope, instance)
    }
  },
  awaits: () => ({ kind: 'inside' }),
}
