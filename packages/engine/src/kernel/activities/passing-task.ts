import type { PassingTaskNode } from '../../compile/index.ts'
import { enterActivity, retryActivity } from '../activity-lifecycle.ts'
import { INSIDE, type Behaviour } from '../behaviour.ts'

/** A task without a kind, or one that is done by hand outside of every system: passes at once. @law BPMN 2.0.2 §10.3.3, §13.3.3 */
export const passingTask: Behaviour<PassingTaskNode> = {
  enter: enterActivity,
  pass: () => undefined,
  awaits: () => INSIDE,
  retry: retryActivity,
}
