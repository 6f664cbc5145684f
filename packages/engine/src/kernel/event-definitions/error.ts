import type { Node } from '../../compile/index.ts'
import type { Execution } from '../behaviour.ts'

/**
 * Throws a BPMN error out of the scope of the end event. The nearest boundary event around that catches it ends what it is
 * attached to; an error that nothing catches ends the process as failed.
 *
 * @law BPMN 2.0.2 §10.5.7.3, §13.5.6
 */
export function endByError(node: Node, code: string, scope: number, execution: Execution): void {
  if (execution.throwError(code, scope)) return
  execution.terminateInside(0)
  execution.observe('failed', node)
  execution.emit({ type: 'processFailed', element: node.id, code })
}
