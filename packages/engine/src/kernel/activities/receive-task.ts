import type { ReceiveTaskNode } from '../../compile/index.ts'
import type { Behaviour } from '../behaviour.ts'
import { caught, catchAlone, catchUnder } from '../event-definitions/catch.ts'

/** Receive task: waits for its message; may stand after an event-based gateway. @law BPMN 2.0.2 §10.3.3.4, §13.3.3 */
export const receiveTask: Behaviour<ReceiveTaskNode> = {
  enter: catchAlone,
  subscribe: catchUnder,
  awaits: (node) => ({ kind: 'message', message: node.message }),
  trigger: caught,
}
