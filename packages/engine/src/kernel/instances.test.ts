import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Instances } from './instances.ts'
import type { Instance } from './state.ts'

const place = fc.record({ node: fc.nat(5), scope: fc.nat(4), host: fc.constantFrom(null, null, 1) })

it('an index of many instances says what a look at each of them says, whoever goes on from which state', () => {
  fc.assert(
    fc.property(
      fc.array(place, { minLength: 60, maxLength: 200 }),
      fc.array(fc.record({ place, gone: fc.nat(), isKept: fc.boolean() }), { maxLength: 40 }),
      (begun, steps) => {
        let state = new Instances(begun.map((at, index): readonly Instance[] => [{ n: index + 1, due: null, ...at }])).finish()
        let next = begun.length + 1
        for (const { place: at, gone, isKept } of steps) {
          const draft = new Instances(state)
          expectSame(draft)
          draft.add({ n: next, due: null, ...at })
          const live = draft.ledger.flat()
          draft.remove(live[gone % live.length] as Instance)
          expectSame(draft)
          const after = draft.finish()
          // What is not kept was decided for nothing: the next goes on from the state before it.
          if (isKept) [state, next] = [after, next + 1]
        }
      },
    ),
    { numRuns: 40 },
  )
})

function expectSame(draft: Instances): void {
  const live = draft.ledger.flat()
  const where = (matches: (instance: Instance) => boolean) => live.filter(matches).map(({ n }) => n)
  for (const nodes of [new Set([2]), new Set([0, 3, 5]), new Set([9])]) {
    expect([...draft.at(nodes)]).toEqual(where(({ node }) => nodes.has(node)))
  }
  for (const scope of [0, 3]) {
    expect(draft.inside(scope)).toEqual(where((instance) => instance.scope === scope && instance.host === null))
    const isAny = live.some(({ scope: s, host, node, n }) => s === scope && host === null && node < 2 && n % 7 === 0)
    expect(
      draft.isAnyInside(
        scope,
        (node) => node < 2,
        ({ n }) => n % 7 === 0,
      ),
    ).toBe(isAny)
  }
  expect(new Set(draft.nodes())).toEqual(new Set(live.filter(({ host }) => host === null).map(({ node }) => node)))
}
