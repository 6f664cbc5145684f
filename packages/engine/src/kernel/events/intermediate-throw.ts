import type { IntermediateThrowEventNode } from '../../compile/index.ts'
import type { Behaviour } from '../behaviour.ts'

/** Intermediate throw event without an event definition: a milestone, recorded and passed. @law BPMN 2.0.2 §10.5.4, §13.5.3 */
export const intermediateThrowEvent: Behaviour<IntermediateThrowEventNode> = {
  enter(node, scope, execution) {
    execution.observe('entered', node)
    execution.emit({ type: 'eventOccurred', element: node.id, scope })
    execution.observe('completed', node)
    execution.leave(node, scope)
  },
}
