/**
 * Theory of operation
 *
 * An inclusive merge waits as long as a token elsewhere could still reach one of its empty incoming flows (BPMN §13.4.3). Which
 * flow can reach which incoming flow does not change while a process runs, so it is computed here once: from each incoming flow
 * backwards through the graph, never passing through the merge itself. Only sequence flows count, and the jump of a link.
 */
import type { Reach } from './program.ts'

interface Graph {
  /** By flow: its source node. */
  readonly source: (flow: number) => number
  /** By node: the flows that lead to it, and the nodes that jump to it. */
  readonly incoming: (node: number) => readonly number[]
  readonly jumpsFrom: (node: number) => readonly number[]
}

/** For the merge `node`: the positions in `incoming` that each flow and each node leads to. */
export function reachOf(node: number, incoming: readonly number[], graph: Graph): Reach {
  const fromFlow = new Map<number, number[]>()
  const fromNode = new Map<number, number[]>()
  incoming.forEach((flow, position) => {
    const seen = new Set<number>()
    const open = [graph.source(flow)]
    add(fromFlow, flow, position)
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === node || seen.has(at)) continue
      seen.add(at)
      add(fromNode, at, position)
      for (const before of graph.incoming(at)) {
        // A flow that leads to the merge itself would have to pass through it.
        add(fromFlow, before, position)
        open.push(graph.source(before))
      }
      open.push(...graph.jumpsFrom(at))
    }
  })
  return { fromFlow, fromNode }
}

function add(lists: Map<number, number[]>, key: number, position: number): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [position])
  else if (list.at(-1) !== position) list.push(position)
}
