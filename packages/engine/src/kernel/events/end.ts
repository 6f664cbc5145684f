import type { EndEventNode, TransactionNode } from '../../compile/index.ts'
import { INSIDE, type Behaviour, type Execution } from '../behaviour.ts'
import { compensable, instancesOf, startCompensation } from '../compensation.ts'
import { payloadOf, throwTrigger } from '../event-definitions/throw.ts'

/**
 * End event: a token ends. With `terminate` everything in the scope ends; with an error what catches it goes on; with `cancel` a
 * transaction undoes what it did.
 *
 * @law BPMN 2.0.2 §10.5.3, §13.5.6
 */
export const endEvent: Behaviour<EndEventNode> = {
  enter(node, scope, x) {
    x.observe('entered', node)
    x.emit({ type: 'eventOccurred', element: node.id, scope, at: x.at })
    if (node.triggers.length > 0) x.observe('thrown', node)
    const undone = compensationBy(node, scope, x)
    if (undone?.waits !== true) x.observe('completed', node)
    const payload = payloadOf(node.mappings, scope, x)
    for (const trigger of node.triggers) {
      if (x.isTokenGone(scope)) return
      switch (trigger.kind) {
        case 'terminate':
          return terminate(node, scope, x)
        case 'error':
          return fail(node, trigger.code ?? '', scope, x)
        case 'cancel':
          return cancel(scope, x)
        case 'compensation':
          if (undone !== undefined) startCompensation(x.activate(node, scope), undone, x, !undone.waits)
          break
        default:
          throwTrigger(node, trigger, scope, x, payload)
      }
    }
    // Its scope is not complete before others have heard it.
    if (node.triggers.some(({ kind }) => kind === 'signal')) x.whenHeard(node, scope, () => x.ended(scope))
    else x.ended(scope)
  },
  awaits: () => INSIDE,
}

/** What the event has compensated, if anything, and whether it waits for that. */
function compensationBy(node: EndEventNode, scope: number, x: Execution) {
  const trigger = node.triggers.find(({ kind }) => kind === 'compensation')
  if (trigger?.kind !== 'compensation') return undefined
  const from = compensable(trigger.activity, scope, x)
  return from.completions.length === 0 ? undefined : { ...from, waits: trigger.waits }
}

/** Ends everything in the scope. Around a sub-process the token goes on as if it had completed. */
function terminate(node: EndEventNode, scope: number, x: Execution): void {
  x.terminateInside(scope)
  x.endHandlers(scope)
  if (scope === 0) x.emit({ type: 'processTerminated', element: node.id, at: x.at })
}

/** The nearest that catches the error goes on; an error that nothing catches ends the process as failed. */
function fail(node: EndEventNode, code: string, scope: number, x: Execution): void {
  if (x.throwAround('error', code, scope)) return
  x.terminateInside(0)
  x.endHandlers(0)
  x.observe('failed', node)
  x.emit({ type: 'processFailed', element: node.id, code, at: x.at })
}

/** The transaction around ends what runs in it, compensates what was completed, and is left by its cancel boundary event. */
function cancel(scope: number, x: Execution): void {
  let n = scope
  while (n !== 0 && x.nodeOf(n).kind !== 'transaction') n = x.instance(n).scope
  if (n === 0) return
  const node = x.nodeOf(n) as TransactionNode
  x.terminateInside(n)
  x.endHandlers(n)
  x.emit({ type: 'cancelStarted', instance: n, element: node.id, at: x.at })
  startCompensation(n, { scope: n, completions: instancesOf(x.draft.scopes.get(n)?.done) }, x)
}
