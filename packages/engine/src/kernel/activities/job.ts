import type { JobTaskNode } from '../../compile/index.ts'
import type { Behaviour, Execution } from '../behaviour.ts'
import type { Variables } from '../command.ts'

/**
 * What service and send tasks have in common: an adapter does a job, at least once, and reports.
 *
 * @incident INPUT_INVALID  the input cannot be computed; resolving computes it again
 * @incident what the adapter names  resolving creates the job again
 */
export const jobTask: Behaviour<JobTaskNode> = {
  enter(node, scope, execution) {
    execution.observe('entered', node)
    createJob(node, execution.activate(node, scope), scope, execution)
  },
  awaits: (node) => ({ kind: 'job', sets: node.sets }),
  trigger(node, instance, execution) {
    const scope = execution.state.instances[instance]?.scope ?? 0
    execution.observe('completed', node)
    execution.complete(instance)
    execution.leave(node, scope)
  },
  retry(node, instance, execution) {
    createJob(node, instance, execution.state.instances[instance]?.scope ?? 0, execution)
  },
}

function createJob(node: JobTaskNode, instance: number, scope: number, execution: Execution): void {
  const input: Record<string, Variables[string]> = {}
  for (const { target, expression } of node.input) {
    const result = execution.evaluate(expression, scope)
    if (!result.ok) {
      execution.observe('failed', node)
      return execution.raise('INPUT_INVALID', `expected a value for "${target}", found: ${result.problem}`, {
        instance,
        element: node.id,
      })
    }
    input[target] = result.value
  }
  execution.emit({ type: 'jobCreated', instance, element: node.id, job: node.job, input })
}
