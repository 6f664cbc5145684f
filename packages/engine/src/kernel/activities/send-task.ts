import type { SendTaskNode } from '../../compile/index.ts'
import { enterActivity, retryActivity } from '../activity-lifecycle.ts'
import { INSIDE, type Behaviour } from '../behaviour.ts'
import { payloadOf, throwTrigger } from '../event-definitions/throw.ts'

/** Send task without a job: throws its message and is done. @law BPMN 2.0.2 §10.3.3.2, §13.3.3 */
export const sendTask: Behaviour<SendTaskNode> = {
  enter: enterActivity,
  pass(node, scope, x) {
    throwTrigger(node, { kind: 'message', message: node.message, job: undefined }, scope, x, payloadOf(node.input, scope, x))
    return undefined
  },
  awaits: () => INSIDE,
  retry: retryActivity,
}
