import { isActivity, isSubProcess, type Activity, type Definition, type FlowScope } from '../definition/index.ts'
import { processNamed } from './calls.ts'
import { isCompensationStart } from './starts.ts'

/**
 * Whether something inside of a sub-process, or of the process that is called, can be compensated.
 *
 * @param plain  scopes in which, and in what they call, nothing can be; what is found is added, so that no scope is looked at twice
 */
export function hasCompensableInside(node: Activity, definition: Definition, plain: Set<FlowScope>): boolean {
  const first = insideOf(node, definition)
  const seen = new Set<FlowScope>(first === undefined || plain.has(first) ? [] : [first])
  for (const scope of seen) {
    for (const inner of scope.nodes) {
      if (inner.kind === 'boundaryEvent' && inner.events.some(({ kind }) => kind === 'compensation')) return true
      if (isSubProcess(inner) && inner.nodes.some(isCompensationStart)) return true
      const next = isActivity(inner) ? insideOf(inner, definition) : undefined
      if (next !== undefined && !plain.has(next)) seen.add(next)
    }
  }
  for (const scope of seen) plain.add(scope)
  return false
}

function insideOf(node: Activity, definition: Definition): FlowScope | undefined {
  if (isSubProcess(node)) return node
  return node.kind === 'callActivity' ? processNamed(definition, node.calledElement) : undefined
}
