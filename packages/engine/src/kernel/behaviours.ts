import type { ElementKind, Node, NodeOf, Program } from '../compile/index.ts'
import { businessRuleTask } from './activities/business-rule-task.ts'
import { jobTask } from './activities/job-task.ts'
import { passingTask } from './activities/passing-task.ts'
import { receiveTask } from './activities/receive-task.ts'
import { scriptTask } from './activities/script-task.ts'
import { sendTask } from './activities/send-task.ts'
import { userTask } from './activities/user-task.ts'
import type { Behaviour } from './behaviour.ts'
import { boundaryEvent } from './events/boundary.ts'
import { endEvent } from './events/end.ts'
import { intermediateCatchEvent } from './events/intermediate-catch.ts'
import { intermediateThrowEvent } from './events/intermediate-throw.ts'
import { startEvent } from './events/start.ts'
import { complexGateway } from './gateways/complex.ts'
import { eventBasedGateway } from './gateways/event-based.ts'
import { exclusiveGateway } from './gateways/exclusive.ts'
import { inclusiveGateway } from './gateways/inclusive.ts'
import { parallelGateway } from './gateways/parallel.ts'
import { adHocSubProcess } from './subprocesses/ad-hoc.ts'
import { callActivity, subProcess, transaction } from './subprocesses/embedded.ts'

/** Every kind of element and what it answers. A kind without a behaviour does not compile. */
export const BEHAVIOURS: { readonly [K in ElementKind]: Behaviour<NodeOf<K>> } = {
  startEvent,
  endEvent,
  intermediateCatchEvent,
  intermediateThrowEvent,
  boundaryEvent,
  task: passingTask,
  manualTask: passingTask,
  userTask,
  serviceTask: jobTask,
  sendTask,
  receiveTask,
  scriptTask,
  businessRuleTask,
  callActivity,
  subProcess,
  transaction,
  adHocSubProcess,
  exclusiveGateway,
  inclusiveGateway,
  parallelGateway,
  complexGateway,
  eventBasedGateway,
}

export function behaviourOf(node: Node): Behaviour {
  // The same element is a job where an adapter does its work.
  if (node.kind === 'sendTask' && node.job !== undefined) return jobTask
  if (node.kind === 'businessRuleTask' && node.decision === undefined) return jobTask
  return BEHAVIOURS[node.kind]
}

/** By program: they never change, and are asked for at every step of every token. */
const KNOWN = new WeakMap<Program, readonly Behaviour[]>()

/** The behaviours of a program's nodes, under their indices. */
export function behavioursOf(program: Program): readonly Behaviour[] {
  let behaviours = KNOWN.get(program)
  if (behaviours === undefined) KNOWN.set(program, (behaviours = program.nodes.map(behaviourOf)))
  return behaviours
}
