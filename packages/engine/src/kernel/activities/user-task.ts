import { dueAt } from '../../calendar/index.ts'
import type { UserTaskNode } from '../../compile/index.ts'
import { completeActivity, enterActivity, retryActivity } from '../activity-lifecycle.ts'
import { INSIDE, type Behaviour } from '../behaviour.ts'
import { give } from './results.ts'

/**
 * User task: waits until somebody with its role completes it. `due` is the time that the internal procedure gives the step.
 *
 * @law BPMN 2.0.2 §10.3.3.3, §13.3.3
 */
export const userTask: Behaviour<UserTaskNode> = {
  enter: enterActivity,
  due: (node, x) => (node.limit === undefined ? undefined : dueAt(x.at, node.limit, x.calendar)),
  open: () => undefined,
  awaits: (node, instance) => (instance.isLeaving === true ? INSIDE : [{ kind: 'task', sets: node.sets }]),
  trigger(node, instance, x, _which, payload) {
    give(node, instance, payload, x)
    completeActivity(node, instance, x)
  },
  retry: retryActivity,
}
