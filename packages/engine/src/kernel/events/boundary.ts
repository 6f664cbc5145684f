import type { BoundaryEventNode } from '../../compile/index.ts'
import type { Behaviour, Execution } from '../behaviour.ts'
import { armTimer, dueOfTimer } from '../event-definitions/timer.ts'

/**
 * Boundary event: waits as long as the activity that it is attached to. Interrupting, it ends the activity and the token goes on
 * from here; otherwise the activity stays and a second token starts here: each time for a message, once for a timer.
 *
 * @law BPMN 2.0.2 §10.5.4, §13.5.3
 */
export const boundaryEvent: Behaviour<BoundaryEventNode> = {
  /** No sequence flow may lead here; a definition with one is refused before it runs. */
  enter(node) {
    throw new Error(`DEFECT_BOUNDARY_ENTERED: expected no flow to "${node.id}", please report this`)
  },
  subscribe(node, scope, host, execution) {
    const { trigger } = node
    if (trigger.kind !== 'timer') {
      execution.activate(node, scope, { host })
      return
    }
    const due = dueOfTimer(trigger.timer, scope, execution)
    const instance = execution.activate(node, scope, { host, due: due.ok ? due.instant : undefined })
    if (!due.ok) armTimer(node, instance, trigger.timer, execution)
  },
  awaits: (node) => (node.trigger.kind === 'timer' ? { kind: 'timer' } : node.trigger),
  trigger(node, instance, execution) {
    const { scope, host } = execution.state.instances[instance] ?? { scope: 0, host: null }
    execution.observe('entered', node)
    execution.observe('caught', node)
    execution.observe('completed', node)
    if (node.interrupting) interrupt(instance, host, execution)
    else if (node.trigger.kind === 'message') execution.emit({ type: 'eventOccurred', element: node.id, scope })
    else execution.complete(instance)
    execution.leave(node, scope)
  },
  retry(node, instance, execution) {
    if (node.trigger.kind === 'timer') armTimer(node, instance, node.trigger.timer, execution)
  },
}

function interrupt(instance: number, host: number | null, execution: Execution): void {
  execution.complete(instance)
  if (host !== null) execution.terminate(host)
}
