import type { EventBasedGatewayNode, IntermediateCatchEventNode, ReceiveTaskNode } from '../../compile/index.ts'
import { INSIDE, type Behaviour, type Execution } from '../behaviour.ts'

/**
 * Event-based gateway: waits for all the events after it at once; the first that comes decides, the others are no longer awaited.
 *
 * @law BPMN 2.0.2 §10.6.6, §13.4.4
 */
export const eventBasedGateway: Behaviour<EventBasedGatewayNode> = {
  enter(node, scope, x) {
    x.observe('entered', node)
    const instance = x.activate(node, scope)
    for (const index of node.outgoing) {
      const target = x.node(x.flow(index).target)
      x.behaviourOf(target).subscribe?.(target, scope, instance, x)
    }
  },
  awaits: () => INSIDE,
}

/** One of the events after a waiting gateway has come: the token leaves the gateway for it. */
export function decideGateway(
  event: IntermediateCatchEventNode | ReceiveTaskNode,
  gateway: number,
  scope: number,
  x: Execution,
): void {
  const node = x.nodeOf(gateway)
  const flow = node.outgoing.map((index) => x.flow(index)).find(({ target }) => target === event.index)
  x.observe('completed', node)
  if (flow !== undefined) {
    x.emit({ type: 'branchTaken', element: node.id, flow: flow.id, scope, at: x.at })
    x.passed(flow)
  }
  x.observe('entered', event)
  x.complete(gateway)
}
