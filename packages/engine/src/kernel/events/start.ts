import type { Node, StartEventNode, SubProcessNode } from '../../compile/index.ts'
import type { Behaviour, Execution } from '../behaviour.ts'
import { awaitedBy, isComplete, rearm, takeIn, wait } from '../event-definitions/wait.ts'
import { nextDue } from '../event-definitions/timer.ts'

/**
 * Start event: a token is born. Of an event sub-process it waits while the scope around runs: interrupting, it ends what else is
 * there; otherwise each time it happens begins another event sub-process beside it.
 *
 * @law BPMN 2.0.2 §10.5.2, §10.3.5 (event sub-process), §13.5.1, §13.5.3
 */
export const startEvent: Behaviour<StartEventNode> = {
  enter(node, scope, x) {
    x.observe('entered', node)
    if (node.triggers.length > 0) x.observe('caught', node)
    x.observe('completed', node)
    x.leave(node, scope)
  },
  subscribe(node, scope, host, x) {
    wait(node, scope, host, x)
  },
  awaits: awaitedBy,
  trigger(node, instance, x, which, payload) {
    if (!isComplete(node, instance, which, x)) return
    const { scope, left } = x.instance(instance)
    const around = x.node(node.handler) as SubProcessNode
    if (node.isInterrupting) {
      x.terminateInside(scope)
      x.endHandlers(scope)
    } else again(node, instance, scope, left, x)
    x.observe('entered', around)
    const inside = x.activate(around, scope)
    begin(around, node, inside, x, payload)
  },
  retry: (node, instance, x) => rearm(node, instance, x),
}

/** It waits on: for the next time. */
function again(node: StartEventNode, instance: number, scope: number, left: number | null | undefined, x: Execution): void {
  const trigger = node.triggers[0]
  if (trigger?.kind === 'conditional') x.emit({ type: 'conditionSpent', instance, element: node.id, isSpent: true, at: x.at })
  if (trigger?.kind !== 'timer') return
  const due = nextDue(trigger.timer, scope, x, left)
  if (due?.ok !== true) x.complete(instance)
  else x.emit({ type: 'timerSet', instance, element: node.id, due: due.instant, left: due.left ?? null, at: x.at })
}

function begin(
  handler: SubProcessNode,
  start: Node & StartEventNode,
  inside: number,
  x: Execution,
  payload: Record<string, never> | object,
): void {
  for (const { variable, initial } of x.program.scopes[handler.body]?.data ?? []) {
    const result = initial === undefined ? undefined : x.evaluate(initial, inside)
    x.setLocal(inside, { [variable]: result?.ok === true ? result.value : null })
  }
  for (const index of x.program.scopes[handler.body]?.handlers ?? []) {
    const nested = x.node(index)
    x.behaviourOf(nested).subscribe?.(nested, inside, inside, x)
  }
  takeIn(start, inside, payload as never, x)
  x.observe('entered', start)
  x.observe('caught', start)
  x.observe('completed', start)
  x.leave(start, inside)
  x.ended(inside)
}
