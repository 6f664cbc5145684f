import type { IntermediateThrowEventNode, Trigger } from '../../compile/index.ts'
import { INSIDE, type Behaviour, type Execution } from '../behaviour.ts'
import { compensable, startCompensation } from '../compensation.ts'
import { payloadOf, throwTrigger } from '../event-definitions/throw.ts'

/**
 * Intermediate throw event: recorded and passed; without an event definition a milestone. Compensation is waited for, unless the
 * event says otherwise.
 *
 * @law BPMN 2.0.2 §10.5.4, §13.5.4, §13.5.5
 */
export const intermediateThrowEvent: Behaviour<IntermediateThrowEventNode> = {
  enter(node, scope, x) {
    x.observe('entered', node)
    x.emit({ type: 'eventOccurred', element: node.id, scope, at: x.at })
    if (node.triggers.length > 0) x.observe('thrown', node)
    const payload = payloadOf(node.mappings, scope, x)
    for (const trigger of node.triggers) throwTrigger(node, trigger, scope, x, payload)
    if (x.isTokenGone(scope)) return
    const compensation = node.triggers.find((trigger) => trigger.kind === 'compensation')
    if (compensation?.kind === 'compensation') return compensate(node, compensation, scope, x)
    const link = node.triggers.find((trigger) => trigger.kind === 'link')
    if (link?.kind === 'link' && link.target >= 0) {
      x.observe('completed', node)
      return x.enter(x.node(link.target), scope)
    }
    go(node, scope, x)
  },
  awaits: () => INSIDE,
}

function compensate(
  node: IntermediateThrowEventNode,
  trigger: Extract<Trigger, { kind: 'compensation' }>,
  scope: number,
  x: Execution,
): void {
  const from = compensable(trigger.activity, scope, x)
  if (from.completions.length === 0) return go(node, scope, x)
  startCompensation(x.activate(node, scope), from, x, !trigger.waits)
  if (!trigger.waits) go(node, scope, x)
}

function go(node: IntermediateThrowEventNode, scope: number, x: Execution): void {
  x.observe('completed', node)
  if (node.triggers.some(({ kind }) => kind === 'signal')) x.whenHeard(node, scope, () => x.leave(node, scope))
  else x.leave(node, scope)
}
