import type { NodeOf } from '../../compile/index.ts'
import type { Behaviour } from '../behaviour.ts'
import { jobTask } from './job.ts'

/** Service task: a job that a system does. @law BPMN 2.0.2 §10.3.3.1, §13.3.3 */
export const serviceTask: Behaviour<NodeOf<'serviceTask'>> = jobTask
