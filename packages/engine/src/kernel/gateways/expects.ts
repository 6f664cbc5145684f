import type { NodeBase, Reach } from '../../compile/index.ts'
import type { Execution } from '../behaviour.ts'

/**
 * Whether a merge still expects a token on one of its incoming flows on which it has none: some token elsewhere in the scope can
 * reach such a flow and, not passing through the merge, none on which it has one already.
 *
 * @law BPMN 2.0.2 §13.4.3
 */
export function expectsMore(
  node: NodeBase & { readonly reach: () => Reach },
  has: (position: number) => boolean,
  scope: number,
  x: Execution,
): boolean {
  const { fromFlow, fromNode } = node.reach()
  const own = new Set(node.incoming)
  const waits = (positions: readonly number[] | undefined): boolean =>
    positions !== undefined && positions.some((position) => !has(position)) && !positions.some(has)
  const parked = x.draft.scopes.get(scope)?.parked ?? {}
  for (const key in parked) {
    const flow = Number(key)
    if (!own.has(flow) && waits(fromFlow.get(flow))) return true
  }
  const isComing = x.draft.instances.isAnyInside(
    scope,
    (at) => waits(fromNode.get(at)),
    (instance) => instance.isDetached !== true,
  )
  if (isComing) return true
  return x.heldIn(scope).some((held) => waits(fromNode.get(held)))
}
