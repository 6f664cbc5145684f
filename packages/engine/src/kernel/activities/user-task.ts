import { dueAt } from '../../calendar/index.ts'
import type { UserTaskNode } from '../../compile/index.ts'
import type { Behaviour } from '../behaviour.ts'

/**
 * User task: waits until somebody with its role completes it. `due` is the time that the internal procedure gives the step.
 *
 * @law BPMN 2.0.2 §10.3.3.3, §13.3.3
 */
export const userTask: Behaviour<UserTaskNode> = {
  enter(node, scope, execution) {
    execution.observe('entered', node)
    const due = node.limit === undefined ? undefined : dueAt(execution.at, node.limit, execution.calendar)
    execution.activate(node, scope, { due })
  },
  awaits: (node) => ({ kind: 'task', sets: node.sets }),
  trigger(node, instance, execution) {
    const scope = execution.state.instances[instance]?.scope ?? 0
    execution.observe('completed', node)
    execution.complete(instance)
    execution.leave(node, scope)
  },
}
