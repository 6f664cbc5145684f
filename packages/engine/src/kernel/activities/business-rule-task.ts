import type { BusinessRuleTaskNode } from '../../compile/index.ts'
import { enterActivity, retryActivity } from '../activity-lifecycle.ts'
import { INSIDE, type Behaviour } from '../behaviour.ts'
import { give } from './results.ts'

/**
 * Business rule task: evaluates a decision over what it sees. Its value goes to the variable that the task names; without one, the
 * entries of a context become variables. One without a decision is a job.
 *
 * @law BPMN 2.0.2 §10.3.3.5; DMN 1.3 §8
 * @incident DECISION_INVALID  the decision gives no value; resolving decides again
 */
export const businessRuleTask: Behaviour<BusinessRuleTaskNode> = {
  enter: enterActivity,
  pass(node, scope, x) {
    const read = (name: string) => x.read(name, scope)
    const result = x.program.decisions.evaluate(node.decision ?? '', read, x.at, x.effort)
    if (!result.ok) return { code: 'DECISION_INVALID', message: `expected a value of the decision, found: ${result.problem}` }
    const { value } = result
    if (node.result !== undefined) give(node, scope, { [node.result]: value }, x)
    else if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      give(node, scope, value as { readonly [name: string]: typeof value }, x)
    } else if (node.decision !== undefined) give(node, scope, { [node.decision]: value }, x)
    return undefined
  },
  awaits: () => INSIDE,
  retry: retryActivity,
}
