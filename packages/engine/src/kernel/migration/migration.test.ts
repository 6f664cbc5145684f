import { describe, expect, it } from 'vitest'
import { all, find, waitingIn, type Instance } from '../index.ts'
import type { Variable } from '../../definition/index.ts'
import { AT, program, Run, task } from '../run.fixture.ts'

const HOUR = 3_600_000

const dueOf = (run: Run, element: string): number | null =>
  [...all(run.state.instances)].find((one: Instance) => run.program.nodes[one.node]?.id === element)?.due ?? null

const fork = (branches: readonly string[], rename: Record<string, string> = {}) => {
  const name = (id: string) => rename[id] ?? id
  return program(`
  begin: { startEvent: , next: split }
  split: { parallelGateway: , next: [${branches.map(name).join(', ')}] }
${branches.map((id) => `  ${name(id)}: ${task('join')}`).join('\n')}
  join: { parallelGateway: , next: last }
  last: ${task('done')}
  done: { endEvent: }
`)
}

describe('a dossier that waits at a parallel join', () => {
  const waiting = () => {
    const run = new Run(fork(['a', 'b'])).start()
    run.complete('a')
    return run
  }

  it('goes on under another name of the branch that is missing', () => {
    const run = waiting()
    expect(run.migrate(fork(['a', 'b'], { b: 'bb' }), { plan: { elements: { b: 'bb' } } })).toEqual([])
    expect(run.waiting()).toEqual(['bb'])
    run.complete('bb')
    expect(run.waiting()).toEqual(['last'])
  })

  it('names what has no place: the task, and the token by its flow', () => {
    const run = waiting()
    const obstacles = run.migrate(fork(['c', 'd']))
    expect(obstacles).toContain('ELEMENT_GONE b')
    expect(obstacles.filter((text) => text.startsWith('FLOW_GONE'))).toHaveLength(1)
    expect(run.waiting()).toEqual(['b'])
  })

  it('goes on at once where the branch that it waited for is gone', () => {
    const run = waiting()
    run.send({ type: 'modify', reason: 'not needed', end: [run.instance('b')] })
    expect(run.waiting()).toEqual([])
    expect(run.migrate(fork(['a']))).toEqual([])
    expect(run.waiting()).toEqual(['last'])
  })

  it('is not led into waiting for a branch that it has passed, unless somebody answers for it', () => {
    const run = waiting()
    expect(run.migrate(fork(['a', 'b', 'c']))).toEqual(['JOIN_STARVED join'])
    expect(run.migrate(fork(['a', 'b', 'c']), { plan: { accept: ['JOIN_STARVED'] } })).toEqual([])
    run.complete('b')
    expect(run.waiting()).toEqual([])
    expect(run.send({ type: 'modify', reason: 'the new branch', begin: [{ element: 'c' }] })).toBeUndefined()
    run.complete('c')
    expect(run.waiting()).toEqual(['last'])
  })
})

describe('a dossier that waits at an inclusive join', () => {
  const inclusive = (second: string) =>
    program(`
  begin: { startEvent: , next: split }
  split: { inclusiveGateway: [{ if: true, next: a }, { if: true, next: ${second} }, { next: c }] }
  a: ${task('join')}
  ${second}: ${task('join')}
  c: ${task('join')}
  join: { inclusiveGateway: [{ next: last }] }
  last: ${task('done')}
  done: { endEvent: }
`)

  it('still waits for the branch that can come, and for that one only', () => {
    const run = new Run(inclusive('b')).start()
    run.complete('a')
    expect(run.migrate(inclusive('bb'), { plan: { elements: { b: 'bb' } } })).toEqual([])
    expect(run.waiting()).toEqual(['bb'])
    run.complete('bb')
    expect(run.waiting()).toEqual(['last'])
  })
})

describe('boundary events and event sub-processes', () => {
  const plain = program(`
  begin: { startEvent: , next: work }
  work: ${task('done')}
  done: { endEvent: }
`)
  const watched = (after: string, id = 'timeout') =>
    program(`
  begin: { startEvent: , next: work }
  work: ${task('done')}
  ${id}: { boundaryEvent: { attachedTo: work, timer: ${after} }, next: late }
  late: ${task('done')}
  done: { endEvent: }
`)

  it('that are new are awaited from now on, those that are gone are not awaited any more', () => {
    const run = new Run(plain).start()
    run.at += HOUR
    expect(run.migrate(watched('PT2H'))).toEqual([])
    expect(dueOf(run, 'timeout')).toBe(AT + 3 * HOUR)
    expect(run.migrate(plain)).toEqual([])
    expect(run.waiting()).toEqual(['work'])
    expect(run.types().slice(-2)).toEqual(['elementTerminated', 'processMigrated'])
    run.complete('work')
    expect(run.state.status).toBe('completed')
  })

  it('keep their due instants, or begin anew where the plan says so and their definition changed', () => {
    const kept = new Run(watched('PT2H')).start()
    kept.at += HOUR
    kept.migrate(watched('PT5H'))
    expect(dueOf(kept, 'timeout')).toBe(AT + 2 * HOUR)
    const anew = new Run(watched('PT2H')).start()
    anew.at += HOUR
    anew.migrate(watched('PT2H'), { plan: { timers: 'recompute' } })
    expect(dueOf(anew, 'timeout')).toBe(AT + 2 * HOUR)
    anew.migrate(watched('PT5H'), { plan: { timers: 'recompute' } })
    expect(dueOf(anew, 'timeout')).toBe(AT + 6 * HOUR)
  })

  it('that fired beside their activity are not awaited again', () => {
    const once = (id: string) =>
      program(`
  begin: { startEvent: , next: work }
  work: ${task('done')}
  ${id}: { boundaryEvent: { attachedTo: work, timer: PT1H, cancelActivity: false }, next: remind }
  remind: ${task('done')}
  done: { endEvent: }
`)
    const run = new Run(once('reminder')).start()
    run.fire('reminder')
    expect(run.migrate(once('reminder'))).toEqual([])
    expect(run.waiting()).toEqual(['work', 'remind'])
    expect(run.migrate(once('other'), { plan: { elements: { reminder: 'other' } } })).toEqual([])
    expect(run.waiting()).toEqual(['work', 'remind'])
  })
})

describe('several instances of one activity', () => {
  const turns = (id: string, how = '') =>
    program(`
  begin: { startEvent: , next: ${id} }
  ${id}: { userTask: { role: clerk, multiInstance: { cardinality: 3${how} } }, next: done }
  done: { endEvent: }
`)

  it('go on where they are under another name; how they run may not change', () => {
    const run = new Run(turns('opinion')).start()
    const tasks = () => waitingIn(run.program, run.state).filter(({ awaited }) => awaited.kind === 'task')
    const completeOne = () => run.send({ type: 'completeTask', instance: tasks()[0]?.instance })
    completeOne()
    expect(run.migrate(turns('opinion', ', sequential: true'))).toContain('LOOP_CHANGED opinion')
    expect(run.migrate(turns('statement'), { plan: { elements: { opinion: 'statement' } } })).toEqual([])
    expect(tasks().map(({ element }) => element)).toEqual(['statement', 'statement'])
    completeOne()
    completeOne()
    expect(run.state.status).toBe('completed')
  })
})

describe('incidents and data', () => {
  const choice = (branch: string) =>
    program(`
  begin: { startEvent: , next: which? }
  which?: { exclusiveGateway: [{ if: ${branch}, next: a }, { next: b }] }
  a: ${task('done')}
  b: ${task('done')}
  done: { endEvent: }
`)

  it('a token that an incident holds is freed in the mended definition', () => {
    const run = new Run(choice('n > 10')).start()
    const incident = Number(Object.keys(run.state.incidents)[0])
    expect(run.migrate(choice('n = null'))).toEqual([])
    expect(run.send({ type: 'resolveIncident', incident })).toBeUndefined()
    expect(run.waiting()).toEqual(['a'])
  })

  it('a value that its variable does not take any more is given with the migration', () => {
    const run = new Run(choice('n > 10')).start({ n: 3 })
    const strict = new Map(run.program.variables)
    strict.set('n', { ...(strict.get('n') as Variable), type: 'string' })
    const next = { ...run.program, variables: strict }
    expect(run.migrate(next)).toEqual(['VARIABLE_CHANGED n'])
    expect(run.migrate(next, { variables: { n: 'three' } })).toEqual([])
    expect(find(run.state.scopes, 0)?.variables.n).toBe('three')
  })
})

describe('a plan', () => {
  it('that names what neither program has, or joins what does not fit, is refused at each name', () => {
    const run = new Run(fork(['a', 'b'])).start()
    const elements = { nowhere: 'a', a: 'elsewhere', b: 'join' }
    expect(run.migrate(fork(['a', 'b']), { plan: { elements } })).toEqual([
      'PLAN_UNKNOWN nowhere',
      'PLAN_UNKNOWN a',
      'ELEMENT_GONE a',
      'KIND_CHANGED b',
    ])
  })

  it('for a process that has ended is refused', () => {
    const run = new Run(fork(['a'])).start()
    run.complete('a')
    run.complete('last')
    expect(run.state.status).toBe('completed')
    expect(run.migrate(fork(['a']))).toEqual([])
    expect(run.types()).not.toContain('processMigrated')
  })
})
