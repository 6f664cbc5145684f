import type { Node, Program } from '../../compile/index.ts'
import { all, find } from '../ledger.ts'
import type { KernelState } from '../state.ts'
import type { Mapping } from './mapping.ts'
import type { Obstacle } from './obstacle.ts'
import { placeOf } from './place.ts'

/**
 * Parallel joins that would wait for ever: on a branch which only the new program has, and which no token of this dossier can take any
 * more, because it has passed the fork already. Joins that could starve in the old program too are not the migration's fault.
 */
export function starvedJoins(mapping: Mapping, state: KernelState): Obstacle[] {
  const found: Obstacle[] = []
  for (const { n, parked } of all(state.scopes)) {
    const place = placeOf(mapping, state, n)
    const scope = mapping.to.scopes[place]
    // A loop has turns in it, not a flow.
    if (scope === undefined || find(state.instances, n)?.loop !== undefined) continue
    const waiting = new Set(Object.keys(parked).map((flow) => mapping.flow(Number(flow))))
    const tokens = tokensIn(mapping, state, n)
    for (const index of scope.nodes) {
      const join = mapping.to.nodes[index]
      if (join?.kind !== 'parallelGateway' || join.incoming.length < 2) continue
      const reached = reachable(
        mapping.to,
        [...tokens, ...[...waiting].map((flow) => mapping.to.flows[flow]?.target ?? -1)],
        join,
      )
      const comes = (flow: number) => waiting.has(flow) || reached.has(mapping.to.flows[flow]?.source ?? -1)
      if (!join.incoming.some(comes)) continue
      for (const flow of join.incoming) {
        if (comes(flow) || !isNew(mapping, flow)) continue
        const id = mapping.to.flows[flow]?.id ?? ''
        const message = `expected a token that can still come to the join "${join.id}" by "${id}", found none`
        found.push({ code: 'JOIN_STARVED', element: join.id, message })
      }
    }
  }
  return found
}

/** The new program's nodes in which tokens of this scope stand, or may begin by an event attached to them. */
function tokensIn(mapping: Mapping, state: KernelState, scope: number): number[] {
  const found: number[] = []
  for (const instance of all(state.instances)) if (instance.scope === scope) found.push(mapping.node(instance.node))
  return found
}

/** Nodes that a token in one of these can come to without passing through the join; they themselves among them. */
function reachable(program: Program, from: readonly number[], join: Node): ReadonlySet<number> {
  const seen = new Set<number>()
  const open = [...from]
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const node = program.nodes[index]
    if (node === undefined || seen.has(index) || index === join.index) continue
    seen.add(index)
    open.push(...node.outgoing.map((flow) => program.flows[flow]?.target ?? -1), ...node.boundary)
    const link = node.kind === 'intermediateThrowEvent' ? node.triggers.find(({ kind }) => kind === 'link') : undefined
    if (link?.kind === 'link') open.push(link.target)
  }
  return seen
}

/** No flow of the old program that led to the same join becomes it. */
function isNew(mapping: Mapping, flow: number): boolean {
  const target = mapping.to.flows[flow]?.target
  return !mapping.from.flows.some((old) => mapping.flow(old.index) === flow && mapping.node(old.target) === target)
}
