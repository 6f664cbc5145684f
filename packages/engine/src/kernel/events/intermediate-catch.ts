import type { IntermediateCatchEventNode } from '../../compile/index.ts'
import type { Behaviour, Execution } from '../behaviour.ts'
import { awaitedBy, isComplete, rearm, takeIn, wait } from '../event-definitions/wait.ts'
import { decideGateway } from '../gateways/event-based.ts'

/**
 * Intermediate catch event: a token waits for a message, timer, signal or condition; a link only joins two ends of a flow.
 *
 * @law BPMN 2.0.2 §10.5.4, §13.5.2
 */
export const intermediateCatchEvent: Behaviour<IntermediateCatchEventNode> = {
  enter(node, scope, x) {
    x.observe('entered', node)
    if (node.triggers.length === 0 || node.triggers[0]?.kind === 'link') return done(node, scope, x)
    wait(node, scope, undefined, x)
  },
  /** An event-based gateway waits here; no token has come yet. */
  subscribe(node, scope, host, x) {
    wait(node, scope, host, x)
  },
  awaits: awaitedBy,
  trigger(node, instance, x, which, payload) {
    if (!isComplete(node, instance, which, x)) return
    const { scope, host } = x.instance(instance)
    if (host !== null) decideGateway(node, host, scope, x)
    takeIn(node, scope, payload, x)
    if (x.find(instance) !== undefined) x.complete(instance)
    done(node, scope, x)
  },
  retry: (node, instance, x) => rearm(node, instance, x),
}

function done(node: IntermediateCatchEventNode, scope: number, x: Execution): void {
  x.observe('caught', node)
  x.observe('completed', node)
  x.leave(node, scope)
}
