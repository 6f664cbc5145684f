import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calendar, load, nextCommand, richGraph, xmlOf } from '../graphs.fixture.ts'
import { all, decide, find, INITIAL_STATE, replay, waitingIn, type Command, type Hop, type KernelState } from '../index.ts'
import type { Program } from '../../compile/index.ts'

function go(program: Program, from: KernelState, steps: number): { state: KernelState; hops: string[]; isStuck: boolean } {
  const hops: string[] = []
  let state = from
  const observe = ({ hop, element }: Hop) => hops.push(`${hop} ${element}`)
  for (let step = 0; step < steps; step++) {
    const command = nextCommand(program, state, step)
    if (command === undefined) break
    const decision = decide(program, state, command, { calendar, observe, mostSteps: 500 })
    if (!decision.ok) return { state, hops, isStuck: true }
    state = decision.state
  }
  return { state, hops, isStuck: false }
}

/** Each scope counts what is in it, everything lives in something that lives, and hosts know what they host. */
function expectSound(state: KernelState): void {
  const instances = [...all(state.instances)]
  for (const { n, live, parked } of all(state.scopes)) {
    const inside = instances.filter(({ scope, host }) => scope === n && host === null).length
    expect(live).toBe(inside + Object.values(parked).reduce((sum, count) => sum + count, 0))
  }
  for (const { n, scope, host } of instances) {
    expect(find(state.scopes, scope)).toBeDefined()
    if (host !== null && host !== 0) expect(find(state.instances, host)?.hosted).toContain(n)
  }
  for (const { instance } of Object.values(state.incidents)) {
    if (instance !== null) expect(find(state.instances, instance)).toBeDefined()
  }
}

const scenario = fc.record({ shape: richGraph, steps: fc.integer({ min: 1, max: 12 }) })

describe('any modification of any process', () => {
  it('is refused and changes nothing, or leaves a sound state that its events give', () => {
    let [done, refused] = [0, 0]
    const wishes = fc.record({
      ends: fc.array(fc.nat(), { maxLength: 3 }),
      begins: fc.array(fc.record({ at: fc.nat(), position: fc.constantFrom('before', 'at', 'after', 'flow') }), { maxLength: 3 }),
    })
    fc.assert(
      fc.property(scenario, wishes, ({ shape, steps }, { ends, begins }) => {
        const program = load(xmlOf(shape))
        const { state, isStuck } = go(program, INITIAL_STATE, steps)
        if (isStuck || state.status !== 'running') return
        const live = [...all(state.instances)]
        const pick = <T>(list: readonly T[], at: number) => list[at % list.length] as T
        const command: Command = {
          type: 'modify',
          at: state.at,
          origin: 'person',
          reason: 'a law',
          end: ends.flatMap((at) => (live.length === 0 ? [] : [pick(live, at).n])),
          begin: begins.map(({ at, position }) =>
            position === 'flow' ? { flow: pick(program.flows, at).id } : { element: pick(program.nodes, at).id, position },
          ),
        }
        const text = JSON.stringify(state)
        const decision = decide(program, state, command, { calendar, mostSteps: 500 })
        expect(JSON.stringify(state)).toBe(text)
        if (!decision.ok) return void refused++
        done++
        expect(replay(program, state, decision.events)).toEqual(decision.state)
        expectSound(decision.state)
        expectSound(go(program, decision.state, 5).state)
      }),
      { numRuns: 80 },
    )
    expect(Math.min(done, refused)).toBeGreaterThan(3)
  })

  it('that begins again what it ends changes nothing that follows', () => {
    let count = 0
    fc.assert(
      fc.property(scenario, ({ shape, steps }) => {
        const program = load(xmlOf(shape))
        const { state, isStuck } = go(program, INITIAL_STATE, steps)
        const waiting = waitingIn(program, state).filter(({ awaited }) => awaited.kind === 'task')
        const [task] = waiting
        const instance = task === undefined ? undefined : find(state.instances, task.instance)
        // With one alone, no order among those that wait can change.
        if (isStuck || task === undefined || waiting.length > 1 || instance?.counter !== undefined) return
        if (instance?.compensates !== undefined || find(state.instances, instance?.scope ?? 0)?.loop !== undefined) return
        const scope = instance?.scope ?? 0
        const moved = decide(
          program,
          state,
          {
            type: 'modify',
            at: state.at,
            origin: 'person',
            reason: 'a law',
            end: [task.instance],
            begin: [{ element: task.element, scope }],
          },
          { calendar },
        )
        if (!moved.ok) throw new Error(JSON.stringify(moved.rejection))
        const [kept, after] = [go(program, state, 8), go(program, moved.state, 8)]
        expect(after.hops.filter((hop) => !hop.startsWith('entered'))).toEqual(
          kept.hops.filter((hop) => !hop.startsWith('entered')),
        )
        expect(after.state.status).toBe(kept.state.status)
        count++
      }),
      { numRuns: 60 },
    )
    expect(count).toBeGreaterThan(1)
  })

  it('a process that is cancelled at any step has nothing left', () => {
    fc.assert(
      fc.property(scenario, ({ shape, steps }) => {
        const program = load(xmlOf(shape))
        const { state, isStuck } = go(program, INITIAL_STATE, steps)
        if (isStuck || state.status !== 'running') return
        const decision = decide(
          program,
          state,
          { type: 'cancelProcess', at: state.at, origin: 'person', reason: 'a law' },
          { calendar },
        )
        if (!decision.ok) throw new Error(decision.rejection.message)
        expect(decision.state.status).toBe('cancelled')
        expect([...all(decision.state.instances)]).toEqual([])
        expect(replay(program, state, decision.events)).toEqual(decision.state)
      }),
      { numRuns: 60 },
    )
  })
})
