import { describe, expect, it } from 'vitest'
import { waitingIn, type KernelState } from './index.ts'
import { decide } from './decide.ts'
import { AT, calendar, program } from './run.fixture.ts'
import { INITIAL_STATE } from './state.ts'
import type { Program } from '../compile/index.ts'

/** Each test says how many records of the state a command looks at: with few behind it, and with many. */
const FEW = 200
const MANY = 5_000

describe('what a command looks at does not grow', () => {
  it('with the compensations that are remembered', () => {
    const looping = program(`
  begin: { startEvent: , next: work }
  work: { userTask: { role: clerk }, next: again? }
  undo: { boundaryEvent: { attachedTo: work, compensation: { handler: undone } } }
  undone: { userTask: { role: clerk, forCompensation: true } }
  again?: { exclusiveGateway: [{ if: n = 1, next: done }, { next: work }] }
  done: { endEvent: { compensation: } }
`)
    const complete = (state: KernelState) => ({ type: 'completeTask', instance: waitingIn(looping, state)[0]?.instance })
    const lookedAt = (turns: number) => {
      let state = send(looping, INITIAL_STATE, { type: 'start' })
      for (let turn = 0; turn < turns; turn++) state = send(looping, state, complete(state))
      return effort(looping, state, complete(state))
    }
    expect(lookedAt(MANY)).toBeLessThan(lookedAt(FEW) * 2)
  })

  it('with the handlers that are still to run', () => {
    const undoing = program(`
  begin: { startEvent: , next: work }
  work: { scriptTask: { script: "1", result: n, loop: { maximum: 6000 } }, next: done }
  undo: { boundaryEvent: { attachedTo: work, compensation: { handler: undone } } }
  undone: { userTask: { role: clerk, forCompensation: true } }
  done: { endEvent: { compensation: } }
`)
    let state = send(undoing, INITIAL_STATE, { type: 'start' })
    const complete = () => ({ type: 'completeTask', instance: waitingIn(undoing, state).at(-1)?.instance })
    const first = effort(undoing, state, complete())
    for (let turn = 0; turn < 5_900; turn++) state = send(undoing, state, complete())
    expect(first).toBeLessThan(effort(undoing, state, complete()) * 2 + 100)
  })

  const children = program(`
  begin: { startEvent: , next: each }
  each:
    subProcess:
      multiInstance: { cardinality: n }
      flow:
        inner: { startEvent: , next: work }
        work: { userTask: { role: clerk }, next: which }
        which: { inclusiveGateway: [{ if: "n > 0", next: both }, { next: aside }] }
        aside: { userTask: { role: clerk }, next: both }
        both: { inclusiveGateway: , next: tell }
        tell: { endEvent: { signal: news } }
    next: done
  stop: { boundaryEvent: { attachedTo: each, message: other }, next: done }
  done: { endEvent: }
`)

  it('with the instances that wait elsewhere: a task, an inclusive merge, a signal, the end of a scope', () => {
    const lookedAt = (count: number) => {
      let state = send(children, INITIAL_STATE, { type: 'start', variables: { n: count } })
      const tasks = waitingIn(children, state).flatMap(({ element, instance }) => (element === 'work' ? [instance] : []))
      // Who asks first makes the index.
      for (const instance of tasks.slice(0, 100)) state = send(children, state, { type: 'completeTask', instance })
      return effort(children, state, { type: 'completeTask', instance: tasks[110] })
    }
    expect(lookedAt(MANY)).toBeLessThan(lookedAt(FEW) * 2)
  })
})

it('a command in which many conditions look at many changes is refused as a circle is', () => {
  const many = program(`
  begin: { startEvent: , next: each }
  each:
    subProcess:
      multiInstance: { cardinality: 40 }
      flow:
        inner: { startEvent: , next: count }
        count: { scriptTask: { script: "n + 1", result: n }, next: wait }
        wait: { userTask: { role: clerk }, next: told }
        never: { boundaryEvent: { attachedTo: wait, conditional: n < 0 }, next: told }
        told: { endEvent: }
    next: done
  done: { endEvent: }
`)
  const start = { type: 'start', at: AT, origin: 'person', variables: { n: 0 } } as const
  expect(decide(many, INITIAL_STATE, start, { calendar }).ok).toBe(true)
  expect(decide(many, INITIAL_STATE, start, { calendar, mostSteps: 300 })).toMatchObject({
    rejection: { code: 'STEPS_EXCEEDED' },
  })
})

it('a circle that changes data is refused after so many steps, and sooner where its expressions take long', () => {
  const stepsOf = (script: string) => {
    const circle = program(`
  begin: { startEvent: , next: again }
  again: { exclusiveGateway: [{ if: n < 0, next: done }, { next: count }] }
  count: { scriptTask: { script: "${script}", result: n }, next: again }
  done: { endEvent: }
`)
    let steps = 0
    const start = { type: 'start', at: AT, origin: 'person', variables: { n: 0 } } as const
    const observe = ({ hop }: { readonly hop: string }) => void (steps += Number(hop === 'entered'))
    const decision = decide(circle, INITIAL_STATE, start, { calendar, mostSteps: 1_000, observe })
    expect(decision).toMatchObject({
      rejection: { code: 'STEPS_EXCEEDED', message: expect.stringContaining('within 1000 steps') as unknown },
    })
    return steps
  }
  const short = stepsOf('n + 1')
  expect(short).toBeGreaterThan(900)
  expect(stepsOf('count(for i in 1..9000 return i) + n') * 10).toBeLessThan(short)
})

function send(of: Program, state: KernelState, command: object): KernelState {
  const full = { at: AT, origin: 'person', variables: {}, ...command } as never
  const decision = decide(of, state, full, { calendar })
  if (!decision.ok) throw new Error(decision.rejection.message)
  return decision.state
}

/** How often a command reads a record in the state's lists, and in those of completed activities. */
function effort(of: Program, state: KernelState, command: object): number {
  let count = 0
  const counted = <T extends object>(list: T): T =>
    new Proxy(list, {
      get(target, key, receiver) {
        if (typeof key === 'string' && /^\d+$/.test(key)) count++
        return Reflect.get(target, key, receiver) as unknown
      },
    })
  // In place: the index of the instances belongs to this very ledger.
  const watch = <T>(ledger: readonly (readonly T[])[] = []) => {
    for (const [index, run] of ledger.entries()) (ledger as (readonly T[])[])[index] = counted(run)
  }
  for (const { done } of state.scopes.flat()) watch(done)
  for (const { pending } of state.instances.flat()) watch(pending)
  watch(state.instances)
  watch(state.scopes)
  count = 0
  send(of, state, command)
  return count
}
