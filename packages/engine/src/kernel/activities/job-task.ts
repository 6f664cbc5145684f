import type { JobTaskNode } from '../../compile/index.ts'
import { completeActivity, enterActivity, retryActivity } from '../activity-lifecycle.ts'
import { INSIDE, type Behaviour } from '../behaviour.ts'
import type { Variables } from '../command.ts'
import { give } from './results.ts'

/**
 * What service tasks, send tasks and business rule tasks of a job have in common: an adapter does it, at least once, and reports.
 *
 * @law BPMN 2.0.2 §10.3.3.1, §10.3.3.2, §13.3.3
 * @incident INPUT_INVALID  the input cannot be computed; resolving computes it again
 * @incident what the adapter names  resolving creates the job again
 */
export const jobTask: Behaviour<JobTaskNode> = {
  enter: enterActivity,
  open(node, instance, x) {
    const input: Record<string, Variables[string]> = {}
    for (const { target, expression } of node.input) {
      const result = x.evaluate(expression, instance)
      if (!result.ok) {
        const message = `expected a value for "${target}", found: ${result.problem}`
        return x.hold(instance, { code: 'INPUT_INVALID', message })
      }
      input[target] = result.value
    }
    x.emit({ type: 'jobCreated', instance, element: node.id, job: node.job ?? '', input, at: x.at })
  },
  awaits: (node, instance) => (instance.isLeaving === true ? INSIDE : [{ kind: 'job', sets: node.sets }]),
  trigger(node, instance, x, _which, payload) {
    give(node, instance, payload, x)
    completeActivity(node, instance, x)
  },
  retry: retryActivity,
}
