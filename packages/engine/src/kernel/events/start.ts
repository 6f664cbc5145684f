import type { StartEventNode } from '../../compile/index.ts'
import type { Behaviour } from '../behaviour.ts'

/** Start event: a token is born. @law BPMN 2.0.2 §10.5.2, §13.5.1 */
export const startEvent: Behaviour<StartEventNode> = {
  enter(node, scope, execution) {
    execution.observe('entered', node)
    if (node.message !== undefined) execution.observe('caught', node)
    execution.observe('completed', node)
    execution.leave(node, scope)
  },
}
