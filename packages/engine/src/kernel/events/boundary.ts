import type { BoundaryEventNode } from '../../compile/index.ts'
import type { Behaviour, Execution } from '../behaviour.ts'
import { afterCompensation } from '../compensation.ts'
import { nextDue } from '../event-definitions/timer.ts'
import { awaitedBy, isComplete, rearm, takeIn, wait } from '../event-definitions/wait.ts'

/**
 * Boundary event: waits as long as the activity that it is attached to. Interrupting, it ends the activity and the token goes on
 * from here; otherwise the activity stays and another token starts here, each time it happens; a timer as often as its cycle says.
 *
 * @law BPMN 2.0.2 §10.5.4, §13.5.3
 */
export const boundaryEvent: Behaviour<BoundaryEventNode> = {
  /** No sequence flow may lead here; a definition with one is refused before it runs. */
  enter(node) {
    throw new Error(`DEFECT_BOUNDARY_ENTERED: expected no flow to "${node.id}", please report this`)
  },
  subscribe(node, scope, host, x) {
    wait(node, scope, host, x)
  },
  awaits: awaitedBy,
  trigger(node, instance, x, which, payload) {
    if (!isComplete(node, instance, which, x)) return
    const { scope, host, left } = x.instance(instance)
    x.observe('entered', node)
    x.observe('caught', node)
    x.observe('completed', node)
    if (node.interrupting) {
      x.complete(instance)
      if (host !== null) interrupt(host, x)
    } else {
      const trigger = node.triggers[which]
      if (trigger?.kind === 'timer') {
        const due = nextDue(trigger.timer, scope, x, left)
        if (due?.ok !== true) x.complete(instance)
        else x.emit({ type: 'timerSet', instance, element: node.id, due: due.instant, left: due.left ?? null, at: x.at })
      } else {
        x.emit({ type: 'eventOccurred', element: node.id, scope, at: x.at })
        if (trigger?.kind === 'conditional')
          x.emit({ type: 'conditionSpent', instance, element: node.id, isSpent: true, at: x.at })
      }
    }
    takeIn(node, scope, payload, x)
    x.leave(node, scope)
  },
  retry: (node, instance, x) => rearm(node, instance, x),
}

/** Ends the activity. Who waited for it as a compensation handler waits no more. */
function interrupt(activity: number, x: Execution): void {
  const { compensates } = x.instance(activity)
  x.terminate(activity)
  if (compensates !== undefined) afterCompensation(compensates, x)
}
