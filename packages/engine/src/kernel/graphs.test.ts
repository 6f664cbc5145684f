import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { graph, load, walk, xmlOf, type Walk } from './graphs.fixture.ts'
import { all, find, type Hop, type KernelState } from './index.ts'

describe('any graph', () => {
  it('runs the same each time, and from a state that was stored', () => {
    let ended = 0
    fc.assert(
      fc.property(graph, (shape) => {
        const program = load(xmlOf(shape))
        const once = walk(program)
        expect(walk(program)).toEqual(once)
        expect(walk(program, true)).toEqual(once)
        if (once.states.at(-1)?.status === 'completed') ended++
      }),
      { numRuns: 150 },
    )
    expect(ended).toBeGreaterThan(20)
  })

  it('loses no token and makes none: every flow that is taken is one that an element sent', () => {
    fc.assert(
      fc.property(graph, (shape) => {
        const program = load(xmlOf(shape))
        const { hops, states, isStuck } = walk(program)
        if (isStuck) return
        const last = states.at(-1) as KernelState
        const count = (hop: Hop['hop'], element: string) =>
          hops.filter((one) => one.hop === hop && one.element === element).length
        for (const node of program.nodes) {
          if (node.scope !== 0 || node.kind === 'boundaryEvent') continue
          const arrived = node.incoming.map((flow) => count('taken', program.flows[flow]?.id ?? ''))
          const parked = node.incoming.map((flow) => find(last.scopes, 0)?.parked[flow] ?? 0)
          const entered = count('entered', node.id)
          const sum = (list: number[]) => list.reduce((a, b) => a + b, 0)
          if (node.kind === 'parallelGateway') {
            for (const [index, taken] of arrived.entries()) expect(taken - (parked[index] ?? 0)).toBe(entered)
          } else if (node.kind === 'inclusiveGateway' && node.incoming.length > 1) {
            expect(entered).toBeLessThanOrEqual(sum(arrived) - sum(parked))
          } else if (node.kind !== 'startEvent') expect(entered).toBe(sum(arrived))
          const waiting = [...all(last.instances)].filter(({ node: index, host }) => index === node.index && host === null).length
          const isRunning = last.status === 'running'
          if (isRunning) expect(entered).toBe(count('completed', node.id) + count('terminated', node.id) + waiting)
        }
        // It ends when nothing is left, and not before.
        const left = [...all(last.instances)].length + Object.keys(find(last.scopes, 0)?.parked ?? {}).length
        expect(last.status === 'completed').toBe(left === 0)
      }),
      { numRuns: 150 },
    )
  })

  it('the order of its elements in the file means nothing', () => {
    fc.assert(
      fc.property(graph, fc.infiniteStream(fc.nat()), (shape, keys) => {
        const shuffle = <T>(items: T[]): T[] =>
          items
            .map((item) => ({ item, key: Number(keys.next().value) }))
            .sort((a, b) => a.key - b.key)
            .map(({ item }) => item)
        const [plain, shuffled] = [walk(load(xmlOf(shape))), walk(load(xmlOf(shape, shuffle)))]
        if (plain.isStuck || shuffled.isStuck) return
        const told = ({ hops }: Walk) => hops.map(({ hop, element }) => `${hop} ${element}`)
        expect(told(shuffled)).toEqual(told(plain))
      }),
      { numRuns: 100 },
    )
  })
})
