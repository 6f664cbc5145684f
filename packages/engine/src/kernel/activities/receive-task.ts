import type { ReceiveTaskNode } from '../../compile/index.ts'
import { completeActivity, enterActivity, retryActivity } from '../activity-lifecycle.ts'
import { INSIDE, type Behaviour } from '../behaviour.ts'
import { decideGateway } from '../gateways/event-based.ts'
import { give } from './results.ts'

/**
 * Receive task: waits for its message; may stand after an event-based gateway. One that instantiates begins its process when the
 * message comes.
 *
 * @law BPMN 2.0.2 §10.3.3.4, §13.3.3
 */
export const receiveTask: Behaviour<ReceiveTaskNode> = {
  enter: enterActivity,
  open: () => undefined,
  subscribe(node, scope, host, x) {
    x.activate(node, scope, { host })
  },
  awaits: (node, instance) => (instance.isLeaving === true ? INSIDE : [{ kind: 'message', message: node.message }]),
  trigger(node, instance, x, _which, payload) {
    const { host, scope } = x.instance(instance)
    if (host !== null) {
      decideGateway(node, host, scope, x)
      x.assign(scope, payload)
      x.observe('caught', node)
      x.observe('completed', node)
      return x.leave(node, scope)
    }
    x.observe('caught', node)
    give(node, instance, payload, x)
    completeActivity(node, instance, x)
  },
  retry: retryActivity,
}
