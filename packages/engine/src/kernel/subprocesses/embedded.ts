import type { CallActivityNode, SubProcessNode, TransactionNode } from '../../compile/index.ts'
import { completeActivity, enterActivity, retryActivity } from '../activity-lifecycle.ts'
import { INSIDE, type Behaviour, type Execution } from '../behaviour.ts'
import type { Variables } from '../command.ts'
import { afterCompensation } from '../compensation.ts'
import { openBody } from './body.ts'

/**
 * Embedded sub-process: a scope of its own inside the process; completes when nothing is left in it. An event sub-process begins by
 * its start event and leaves nowhere.
 *
 * @law BPMN 2.0.2 §10.3.5, §13.3.4
 */
export const subProcess: Behaviour<SubProcessNode> = {
  enter: enterActivity,
  open: openBody,
  awaits: () => INSIDE,
  scopeEmpty(node, n, x) {
    if (!node.isEventSubProcess) return completeBody(node, n, x)
    x.observe('completed', node)
    x.endHandlers(n)
    x.complete(n)
  },
  retry: retryActivity,
}

/** Transaction: a sub-process that can be cancelled. @law BPMN 2.0.2 §10.3.5 (transaction), §13.3.4 */
export const transaction: Behaviour<TransactionNode> = {
  enter: enterActivity,
  open: openBody,
  awaits: () => INSIDE,
  scopeEmpty: completeBody,
  retry: retryActivity,
}

/**
 * Call activity: runs another process, with data of its own; what goes in and out its mappings say.
 *
 * @law BPMN 2.0.2 §10.3.6, §13.3.5
 */
export const callActivity: Behaviour<CallActivityNode> = {
  enter: enterActivity,
  open: openBody,
  awaits: () => INSIDE,
  scopeEmpty(node, n, x) {
    const { pending, isLeaving, compensates } = x.instance(n)
    if (pending !== undefined || isLeaving === true) return
    const variables: Variables = x.draft.scopes.get(n)?.variables ?? {}
    // What came back to be compensated has given its values before.
    const gives = compensates === undefined || node.isForCompensation
    if (gives && node.propagates && node.output.length === 0) {
      const own = new Set([
        ...node.input.map(({ target }) => target),
        ...(x.program.scopes[node.body]?.data ?? []).map((d) => d.variable),
      ])
      const out = Object.fromEntries(Object.entries(variables).filter(([name]) => !own.has(name)))
      x.assign(x.instance(n).scope, out)
    }
    completeBody(node, n, x)
  },
  retry: retryActivity,
}

function completeBody(node: SubProcessNode | TransactionNode | CallActivityNode, n: number, x: Execution): void {
  const { isLeaving, isCancelling, pending, compensates } = x.instance(n)
  // It waits for an incident, or for what it compensates.
  if (isLeaving === true || isCancelling === true || pending !== undefined) return
  x.endHandlers(n)
  const isRestored = compensates !== undefined && !node.isForCompensation
  if (!isRestored) return completeActivity(node, n, x)
  x.complete(n)
  afterCompensation(compensates, x)
}
