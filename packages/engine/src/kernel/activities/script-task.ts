import type { ScriptTaskNode } from '../../compile/index.ts'
import { enterActivity, retryActivity } from '../activity-lifecycle.ts'
import { INSIDE, type Behaviour } from '../behaviour.ts'
import { give } from './results.ts'

/**
 * Script task: evaluates FEEL. Its value goes to the variable that the task names; without one, the entries of a context become
 * variables.
 *
 * @law BPMN 2.0.2 §10.3.3.6, §13.3.3
 * @incident SCRIPT_INVALID  the script gives no value; resolving runs it again
 */
export const scriptTask: Behaviour<ScriptTaskNode> = {
  enter: enterActivity,
  pass(node, scope, x) {
    if (node.script === undefined) return undefined
    const result = x.evaluate(node.script, scope)
    if (!result.ok) return { code: 'SCRIPT_INVALID', message: `expected a value of the script, found: ${result.problem}` }
    const { value } = result
    if (node.result !== undefined) give(node, scope, { [node.result]: value }, x)
    else if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      give(node, scope, value as { readonly [name: string]: typeof value }, x)
    }
    return undefined
  },
  awaits: () => INSIDE,
  retry: retryActivity,
}
