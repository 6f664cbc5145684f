import type { IntermediateCatchEventNode } from '../../compile/index.ts'
import type { Behaviour } from '../behaviour.ts'
import { caught, catchAlone, catchUnder } from '../event-definitions/catch.ts'
import { armTimer } from '../event-definitions/timer.ts'

/** Intermediate catch event: a token waits for a message or a timer. @law BPMN 2.0.2 §10.5.4, §13.5.2 */
export const intermediateCatchEvent: Behaviour<IntermediateCatchEventNode> = {
  enter: catchAlone,
  subscribe: catchUnder,
  awaits: (node) => (node.trigger.kind === 'message' ? { kind: 'message', message: node.trigger.message } : { kind: 'timer' }),
  trigger: caught,
  retry(node, instance, execution) {
    if (node.trigger.kind === 'timer') armTimer(node, instance, node.trigger.timer, execution)
  },
}
