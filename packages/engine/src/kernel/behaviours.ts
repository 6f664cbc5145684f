import type { ElementKind, Node, NodeOf } from '../compile/index.ts'
import { receiveTask } from './activities/receive-task.ts'
import { sendTask } from './activities/send-task.ts'
import { serviceTask } from './activities/service-task.ts'
import { userTask } from './activities/user-task.ts'
import type { Behaviour } from './behaviour.ts'
import { boundaryEvent } from './events/boundary.ts'
import { endEvent } from './events/end.ts'
import { intermediateCatchEvent } from './events/intermediate-catch.ts'
import { intermediateThrowEvent } from './events/intermediate-throw.ts'
import { startEvent } from './events/start.ts'
import { eventBasedGateway } from './gateways/event-based.ts'
import { exclusiveGateway } from './gateways/exclusive.ts'
import { parallelGateway } from './gateways/parallel.ts'
import { subProcess } from './subprocesses/embedded.ts'

/** Every kind of element and what it answers. A kind without a behaviour does not compile. */
export const BEHAVIOURS: { readonly [K in ElementKind]: Behaviour<NodeOf<K>> } = {
  startEvent,
  endEvent,
  intermediateCatchEvent,
  intermediateThrowEvent,
  boundaryEvent,
  userTask,
  serviceTask,
  sendTask,
  receiveTask,
  exclusiveGateway,
  parallelGateway,
  eventBasedGateway,
  subProcess,
}

export function behaviourOf(node: Node): Behaviour {
  return BEHAVIOURS[node.kind]
}
