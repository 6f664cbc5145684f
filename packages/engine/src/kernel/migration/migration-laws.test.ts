import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calendar, load, nextCommand, richGraph, xmlOf, type Shape } from '../graphs.fixture.ts'
import { all, decide, decideMigration, INITIAL_STATE, replay, type Hop, type KernelEvent, type KernelState } from '../index.ts'
import type { Program } from '../../compile/index.ts'
import type { Migrate, MigrationPlan } from '../command.ts'

/** Names of both programs as a host would have them. */
const [FROM, TO] = ['a', 'b']
const migrate = (at: number, plan: MigrationPlan): Migrate => ({
  type: 'migrate',
  at,
  origin: 'person',
  reason: 'a law',
  plan,
  from: FROM,
  to: TO,
})

interface Run {
  readonly program: Program
  readonly state: KernelState
  readonly hops: readonly string[]
  readonly events: readonly KernelEvent[]
  readonly isStuck: boolean
}

/** So many commands from a state on. Hops without the prefix that ids may have. */
function go(program: Program, from: KernelState, steps: number, first = 0): Run {
  const hops: string[] = []
  const events: KernelEvent[] = []
  let state = from
  const observe = ({ hop, element }: Hop) => hops.push(`${hop} ${element.replace(/^q_/, '')}`)
  for (let step = first; step < first + steps; step++) {
    const command = nextCommand(program, state, step)
    if (command === undefined) break
    const decision = decide(program, state, command, { calendar, observe, mostSteps: 500 })
    if (!decision.ok) return { program, state, hops, events, isStuck: true }
    events.push(...decision.events)
    state = decision.state
  }
  return { program, state, hops, events, isStuck: false }
}

const tokens = (state: KernelState) =>
  [...all(state.instances)].filter(({ host }) => host === null).length +
  [...all(state.scopes)].flatMap(({ parked }) => Object.values(parked)).reduce((sum, count) => sum + count, 0)

/** Any graph after some steps, and another order of its elements. */
const scenario = fc.record({ shape: richGraph, steps: fc.integer({ min: 1, max: 12 }), keys: fc.infiniteStream(fc.nat()) })

function shuffleBy(keys: Iterator<number>) {
  return <T>(items: T[]): T[] =>
    items
      .map((item) => ({ item, key: Number(keys.next().value) }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item)
}

describe('a migration to the same process', () => {
  it('changes nothing that can be observed, and its journal gives the state bit for bit', () => {
    let [live, joins] = [0, 0]
    fc.assert(
      fc.property(scenario, ({ shape, steps, keys }) => {
        const [old, next] = [load(xmlOf(shape)), load(xmlOf(shape, shuffleBy(keys)))]
        const before = go(old, INITIAL_STATE, steps)
        if (before.isStuck || before.state.status !== 'running') return
        const moved = decideMigration(old, next, before.state, migrate(before.state.at + 1, {}), { calendar })
        if (!moved.ok) throw new Error(JSON.stringify(moved.rejection))
        expect(moved.events.map(({ type }) => type)).toEqual(['processMigrated'])
        expect(tokens(moved.state)).toBe(tokens(before.state))
        expect(replay(old, INITIAL_STATE, [...before.events, ...moved.events], next)).toEqual(moved.state)
        const [kept, after] = [go(old, before.state, 15, steps), go(next, moved.state, 15, steps)]
        expect(after.hops).toEqual(kept.hops)
        expect(after.state.status).toBe(kept.state.status)
        expect(replay(old, INITIAL_STATE, [...before.events, ...moved.events, ...after.events], next)).toEqual(after.state)
        live++
        if ([...all(before.state.scopes)].some(({ parked }) => Object.keys(parked).length > 0)) joins++
      }),
      { numRuns: 60 },
    )
    expect(live).toBeGreaterThan(15)
    expect(joins).toBeGreaterThan(0)
  })

  it('goes on the same under other names', () => {
    fc.assert(
      fc.property(scenario, ({ shape, steps }) => {
        const [old, next] = [load(xmlOf(shape)), load(xmlOf(shape, undefined, 'q_'))]
        const before = go(old, INITIAL_STATE, steps)
        if (before.isStuck || before.state.status !== 'running') return
        const names = (ids: Iterable<string>) => Object.fromEntries([...ids].map((id) => [id, `q_${id}`]))
        const plan = { elements: names(old.nodeById.keys()), flows: names(old.flowById.keys()) }
        const moved = decideMigration(old, next, before.state, migrate(before.state.at, plan), { calendar })
        if (!moved.ok) throw new Error(JSON.stringify(moved.rejection))
        expect(tokens(moved.state)).toBe(tokens(before.state))
        expect(replay(old, before.state, moved.events, next)).toEqual(moved.state)
        const [kept, after] = [go(old, before.state, 15, steps), go(next, moved.state, 15, steps)]
        expect(after.hops).toEqual(kept.hops)
      }),
      { numRuns: 60 },
    )
  })
})

/** Nodes that become others. */
const edits = fc.array(
  fc.record({ at: fc.nat(), graph: richGraph }).map(({ at, graph }) => ({ at, node: graph.nodes[0] as Shape })),
  { minLength: 1, maxLength: 3 },
)
const within = ({ kind, next }: Shape, size: number): Shape => ({ kind, next: next.map((target) => Math.min(target, size)) })

describe('a migration to another process', () => {
  it('is refused with its obstacles and changes nothing, or keeps every token', () => {
    let [done, refused] = [0, 0]
    fc.assert(
      fc.property(scenario, edits, ({ shape, steps }, changes) => {
        const nodes = [...shape.nodes]
        for (const { at, node } of changes) nodes[at % nodes.length] = within(node, nodes.length)
        const [old, next] = [load(xmlOf(shape)), load(xmlOf({ nodes }))]
        const before = go(old, INITIAL_STATE, steps)
        if (before.isStuck || before.state.status !== 'running') return
        const text = JSON.stringify(before.state)
        const moved = decideMigration(old, next, before.state, migrate(before.state.at, {}), { calendar, mostSteps: 500 })
        expect(JSON.stringify(before.state)).toBe(text)
        if (!moved.ok) {
          refused++
          if (moved.rejection.code !== 'STEPS_EXCEEDED') expect(moved.rejection.obstacles?.length).toBeGreaterThan(0)
          return
        }
        done++
        expect(replay(old, before.state, moved.events, next)).toEqual(moved.state)
        // What the joins then did is in the events; before it, no token has come or gone.
        const upTo = moved.events.findIndex(({ type }) => type === 'processMigrated') + 1
        expect(tokens(replay(old, before.state, moved.events.slice(0, upTo), next))).toBe(tokens(before.state))
      }),
      { numRuns: 60 },
    )
    expect(Math.min(done, refused)).toBeGreaterThan(1)
  })
})
