import type { NodeOf } from '../../compile/index.ts'
import type { Behaviour } from '../behaviour.ts'
import { jobTask } from './job.ts'

/** Send task: a job that brings a message to the outside; done when the adapter says that it went out. @law BPMN 2.0.2 §13.3.3 */
export const sendTask: Behaviour<NodeOf<'sendTask'>> = jobTask
