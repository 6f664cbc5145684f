import type { Node, SubProcessNode } from '../../compile/index.ts'
import type { Behaviour } from '../behaviour.ts'

/**
 * Embedded sub-process: a scope of its own inside the process; completes when nothing is left in it.
 *
 * @law BPMN 2.0.2 §10.3.5, §13.3.4
 */
export const subProcess: Behaviour<SubProcessNode> = {
  enter(node, scope, execution) {
    execution.observe('entered', node)
    const instance = execution.activate(node, scope)
    for (const start of execution.program.scopes[node.body]?.starts ?? []) {
      execution.enter(execution.program.nodes[start] as Node, instance)
    }
  },
  awaits: () => ({ kind: 'inside' }),
  scopeEmpty(node, instance, execution) {
    const scope = execution.state.instances[instance]?.scope ?? 0
    execution.observe('completed', node)
    execution.complete(instance)
    execution.leave(node, scope)
  },
}
