import type { EndEventNode } from '../../compile/index.ts'
import type { Behaviour } from '../behaviour.ts'
import { endByError } from '../event-definitions/error.ts'
import { endByTerminate } from '../event-definitions/terminate.ts'

/** End event: a token ends; with `terminate` or an error, others end too. @law BPMN 2.0.2 §10.5.3, §13.5.6 */
export const endEvent: Behaviour<EndEventNode> = {
  enter(node, scope, execution) {
    execution.observe('entered', node)
    execution.emit({ type: 'eventOccurred', element: node.id, scope })
    if (node.result.kind !== 'none') execution.observe('thrown', node)
    execution.observe('completed', node)
    if (node.result.kind === 'terminate') endByTerminate(node, scope, execution)
    if (node.result.kind === 'error') endByError(node, node.result.code, scope, execution)
  },
}
