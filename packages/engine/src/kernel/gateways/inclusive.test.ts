import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { InclusiveGatewayNode, Program } from '../../compile/index.ts'
import { graphs, load, walk, xmlOf } from '../scoped-graphs.fixture.ts'
import { all, evolve, find, type KernelState } from '../index.ts'

/**
 * BPMN 2.0.2 §13.4.3 as it is written, path by path and forwards: the merge goes on when some incoming flow has a token, and each
 * token elsewhere from which a path leads to an empty incoming flow also has one to a full one. No path visits the merge.
 */
function isEnabled(merge: InclusiveGatewayNode, scope: number, program: Program, state: KernelState): boolean {
  const parked = find(state.scopes, scope)?.parked ?? {}
  const isFull = (flow: number) => (parked[flow] ?? 0) > 0
  if (!merge.incoming.some(isFull)) return false
  const tokens = [
    ...Object.keys(parked)
      .map(Number)
      .filter((flow) => !merge.incoming.includes(flow))
      .map((flow) => [flow]),
    ...[...all(state.instances)]
      .filter((instance) => instance.scope === scope && instance.host === null)
      .map(({ node }) => program.nodes[node]?.outgoing ?? []),
  ]
  return tokens.every((first) => {
    const reached = flowsFrom(first, merge, program)
    const reaches = (wanted: (flow: number) => boolean) => merge.incoming.some((flow) => wanted(flow) && reached.has(flow))
    return !reaches((flow) => !isFull(flow)) || reaches(isFull)
  })
}

function flowsFrom(first: readonly number[], merge: InclusiveGatewayNode, program: Program): Set<number> {
  const reached = new Set<number>()
  const open = [...first]
  for (let flow = open.pop(); flow !== undefined; flow = open.pop()) {
    if (reached.has(flow)) continue
    reached.add(flow)
    const target = program.flows[flow]?.target ?? -1
    if (target !== merge.index) open.push(...(program.nodes[target]?.outgoing ?? []))
  }
  return reached
}

/** Merges in circles, each of which may wait for the others. */
const KNOTS = graphs({
  depth: 0,
  kinds: ['userTask', 'userTask', 'scriptTask', 'inclusiveGateway', 'inclusiveGateway', 'parallelGateway'],
})

it('goes on when §13.4.3 says so, and never else, on any graph', () => {
  let [fired, waited] = [0, 0]
  fc.assert(
    fc.property(fc.oneof(graphs(), KNOTS, KNOTS, KNOTS), (graph) => {
      const program = load(xmlOf(graph))
      const merges = program.nodes.filter(
        (node): node is InclusiveGatewayNode => node.kind === 'inclusiveGateway' && node.incoming.length > 1,
      )
      for (const { before, events, after } of walk(program).steps) {
        let state = before
        for (const event of events) {
          const merge = event.type === 'tokensTaken' ? merges.find(({ id }) => id === event.element) : undefined
          if (merge !== undefined && event.type === 'tokensTaken') {
            fired++
            expect([merge.id, isEnabled(merge, event.scope, program, state)]).toEqual([merge.id, true])
          }
          state = evolve(program, state, event)
        }
        for (const { n } of after.status === 'running' ? all(after.scopes) : []) {
          for (const merge of merges) {
            const hasToken = merge.incoming.some((flow) => (find(after.scopes, n)?.parked[flow] ?? 0) > 0)
            if (hasToken) waited++
            expect([merge.id, isEnabled(merge, n, program, after)]).toEqual([merge.id, false])
          }
        }
      }
    }),
    { numRuns: 300 },
  )
  expect([fired > 20, waited > 5]).toEqual([true, true])
}, 120_000)
