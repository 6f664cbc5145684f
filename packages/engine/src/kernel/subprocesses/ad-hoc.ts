import type { AdHocSubProcessNode } from '../../compile/index.ts'
import { completeActivity, enterActivity, retryActivity } from '../activity-lifecycle.ts'
import { INSIDE, type Behaviour, type Execution } from '../behaviour.ts'
import { prepareScope } from './body.ts'

/**
 * Ad-hoc sub-process: what no flow leads to begins at once, or one after the other where the ordering is sequential. After each
 * activity, before its tokens leave, the completion condition is asked: when it holds nothing begins any more, and the sub-process is
 * done, at once or, without `cancelRemainingInstances`, when what runs has ended. Without a condition it is done when everything is.
 *
 * @law BPMN 2.0.2 §10.3.5 (ad-hoc), §13.3.5
 * @incident COMPLETION_INVALID  the completion condition gave neither true nor false
 */
export const adHocSubProcess: Behaviour<AdHocSubProcessNode> = {
  enter: enterActivity,
  open(node, n, x) {
    prepareScope(node.body, n, x)
    if (node.isSequential) beginNext(node, n, x)
    else {
      const starts = x.program.scopes[node.body]?.starts ?? []
      x.emit({ type: 'turnTaken', instance: n, element: node.id, turn: starts.length, at: x.at })
      for (const start of starts) x.enter(x.node(start), n)
    }
    x.ended(n)
  },
  awaits: () => INSIDE,
  completedInside(node, n, x) {
    const { loop, turn } = x.instance(n)
    if (node.completionCondition === undefined || loop !== undefined) return false
    if (turn === null) return true
    if (isDone(node, n, x) !== true) return false
    x.emit({ type: 'turnTaken', instance: n, element: node.id, turn: null, at: x.at })
    if (node.cancelRemainingInstances) x.terminateInside(n)
    else x.dropTokens(n)
    return true
  },
  scopeEmpty(node, n, x) {
    const { turn, isLeaving, pending } = x.instance(n)
    if (isLeaving === true || pending !== undefined) return
    if (node.completionCondition === undefined || turn === null) {
      if (turn !== null && node.isSequential && beginNext(node, n, x)) return
      return end(node, n, x)
    }
    const holds = isDone(node, n, x)
    if (holds === true) return end(node, n, x)
    // Everything has had its turn and the condition does not hold: people may begin activities again.
    if (holds === false && node.isSequential) beginNext(node, n, x)
  },
  retry: retryActivity,
}

function end(node: AdHocSubProcessNode, n: number, x: Execution): void {
  x.endHandlers(n)
  completeActivity(node, n, x)
}

function isDone(node: AdHocSubProcessNode, n: number, x: Execution): boolean | undefined {
  if (node.completionCondition === undefined) return undefined
  const result = x.evaluate(node.completionCondition, n)
  if (result.ok && typeof result.value === 'boolean') return result.value
  const found = result.ok ? JSON.stringify(result.value) : result.problem
  const message = `expected true or false of "${node.completionCondition.text}", found ${found}`
  x.hold(n, { code: 'COMPLETION_INVALID', message })
  return undefined
}

/** The next beginning has its turn. `false`: all have had theirs. */
function beginNext(node: AdHocSubProcessNode, n: number, x: Execution): boolean {
  const turn = x.instance(n).turn ?? 0
  const start = x.program.scopes[node.body]?.starts[turn]
  if (start === undefined) return false
  x.emit({ type: 'turnTaken', instance: n, element: node.id, turn: turn + 1, at: x.at })
  x.enter(x.node(start), n)
  return true
}
