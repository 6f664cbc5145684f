import type { Node } from '../../compile/index.ts'
import type { Execution } from '../behaviour.ts'

/**
 * Ends everything in the scope of the end event. Around a sub-process the token goes on as if it had completed.
 *
 * @law BPMN 2.0.2 §13.5.6 (terminate end event)
 */
export function endByTerminate(node: Node, scope: number, execution: Execution): void {
  execution.terminateInside(scope)
  if (scope === 0) return execution.emit({ type: 'processTerminated', element: node.id })
  const around = execution.state.instances[scope]?.scope ?? 0
  const subProcess = execution.program.nodes[execution.state.instances[scope]?.node ?? 0] as Node
  execution.observe('completed', subProcess)
  execution.complete(scope)
  execution.leave(subProcess, around)
}
