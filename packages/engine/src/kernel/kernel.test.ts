import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { find } from './index.ts'
import { AT, program, Run, task } from './run.fixture.ts'

describe('exclusive gateway', () => {
  const split = program(`
  begin: { startEvent: , next: which? }
  which?: { exclusiveGateway: [{ if: n > 10, next: high }, { if: n > 5, next: middle }, { next: low }] }
  high: ${task('done')}
  middle: ${task('done')}
  low: ${task('done')}
  done: { endEvent: }
`)

  it('takes the first branch that holds, in the order written, else the default', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20, max: 30 }), (n) => {
        const expected = n > 10 ? 'high' : n > 5 ? 'middle' : 'low'
        expect(new Run(split).start({ n }).waiting()).toEqual([expected])
      }),
    )
  })

  it('holds the token with an incident when a condition is neither true nor false, and goes on when it was mended', () => {
    const run = new Run(split).start()
    expect(run.state.incidents).toMatchObject({ 2: { code: 'CONDITION_INVALID', element: 'which?' } })
    expect(run.send({ type: 'resolveIncident', incident: 2, variables: { n: 7 } })).toBeUndefined()
    expect(run.waiting()).toEqual(['middle'])
    expect(run.state.incidents).toEqual({})
  })
})

describe('parallel gateway', () => {
  const both = program(`
  begin: { startEvent: , next: split }
  split: { parallelGateway: , next: [a, b, c] }
  a: ${task('join')}
  b: ${task('join')}
  c: ${task('join')}
  join: { parallelGateway: , next: done }
  done: { endEvent: }
`)

  it('waits for every branch, in whatever order they end', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(['a', 'b', 'c'], { minLength: 3, maxLength: 3 }), (order) => {
        const run = new Run(both).start()
        for (const [index, branch] of order.entries()) {
          expect(run.state.status).toBe('running')
          expect(run.complete(branch)).toBeUndefined()
          expect(run.state.status).toBe(index === 2 ? 'completed' : 'running')
        }
        expect(run.types().filter((type) => type === 'joinFired')).toHaveLength(1)
      }),
    )
  })

  it('waits for ever where a branch was never taken', () => {
    const deadlock = program(`
  begin: { startEvent: , next: which? }
  which?: { exclusiveGateway: [{ if: n = 1, next: a }, { next: join }] }
  a: ${task('join')}
  join: { parallelGateway: , next: done }
  done: { endEvent: }
`)
    const run = new Run(deadlock).start({ n: 2 })
    expect(run.state.status).toBe('running')
    expect(run.waiting()).toEqual([])
    expect(find(run.state.scopes, 0)?.live).toBe(1)
  })
})

describe('event-based gateway', () => {
  // BPMN forbids to mix message events with receive tasks there (§10.6.6).
  const waitsFor = (first: string, second: string) =>
    program(`
  begin: { startEvent: , next: wait }
  wait: { eventBasedGateway: , next: [answered, late, received] }
  answered: { ${first}: { message: answer }, next: yes }
  late: { intermediateCatchEvent: { timer: PT1H }, next: no }
  received: { ${second}: { message: other }, next: yes }
  yes: ${task('done')}
  no: ${task('done')}
  done: { endEvent: }
`)

  const events = waitsFor('intermediateCatchEvent', 'intermediateCatchEvent')
  const tasks = waitsFor('receiveTask', 'receiveTask')
  it.each([
    ['answered', 'yes', events],
    ['received', 'yes', events],
    ['late', 'no', events],
    ['answered', 'yes', tasks],
    ['received', 'yes', tasks],
    ['late', 'no', tasks],
  ] as const)('is decided by the first event, %s: the others are no longer awaited', (event, next, waits) => {
    const run = new Run(waits).start()
    expect(run.waiting()).toEqual(['wait', 'answered', 'late', 'received'])
    const message = event === 'answered' ? 'answer' : 'other'
    expect(event === 'late' ? run.fire('late') : run.send({ type: 'deliverMessage', message })).toBeUndefined()
    expect(run.waiting()).toEqual([next])
    expect(run.hops.filter(({ hop }) => hop === 'caught').map(({ element }) => element)).toEqual([event])
  })
})

describe('boundary events', () => {
  const bounded = (attributes: string) =>
    program(`
  begin: { startEvent: , next: work }
  work: ${task('done')}
  edge: { boundaryEvent: { attachedTo: work, ${attributes} }, next: aside }
  aside: ${task('done')}
  done: { endEvent: }
`)

  it('interrupting, end the activity', () => {
    const run = new Run(bounded('timer: PT1H')).start()
    const due = find(run.state.instances, run.instance('edge'))?.due
    expect(due).toBe(AT + 3_600_000)
    run.fire('edge')
    expect(run.waiting()).toEqual(['aside'])
    expect(run.hops.find(({ hop }) => hop === 'terminated')?.element).toBe('work')
  })

  it('not interrupting, a message starts another token each time, a timer once', () => {
    const message = new Run(bounded('message: other, cancelActivity: false')).start()
    message.send({ type: 'deliverMessage', message: 'other' })
    message.send({ type: 'deliverMessage', message: 'other' })
    expect(message.waiting()).toEqual(['work', 'edge', 'aside', 'aside'])
    const timer = new Run(bounded('timer: PT1H, cancelActivity: false')).start()
    timer.fire('edge')
    expect(timer.waiting()).toEqual(['work', 'aside'])
  })

  it('go when the activity is done, and a timer that fires then is no news', () => {
    const run = new Run(bounded('timer: PT1H')).start()
    const instance = run.instance('edge')
    run.complete('work')
    expect(run.state.status).toBe('completed')
    const before = run.events.length
    run.at += 7_200_000
    expect(run.send({ type: 'fireTimer', instance }, 'world')).toBeUndefined()
    expect(run.events).toHaveLength(before)
  })
})

describe('sub-process', () => {
  const nested = program(`
  begin: { startEvent: , next: part }
  part:
    subProcess:
      flow:
        in: { startEvent: , next: split }
        split: { parallelGateway: , next: [x, y] }
        x: ${task('out')}
        y: ${task('which?')}
        which?: { exclusiveGateway: [{ if: n = 1, next: stop }, { if: n = 2, next: fail }, { next: out }] }
        stop: { endEvent: { terminate: true } }
        fail: { endEvent: { error: NO_GOOD } }
        out: { endEvent: }
    next: after
  caught: { boundaryEvent: { attachedTo: part, error: NO_GOOD }, next: repair }
  late: { boundaryEvent: { attachedTo: part, timer: P1D }, next: repair }
  repair: ${task('done')}
  after: ${task('done')}
  done: { endEvent: }
`)

  it('completes when nothing is left inside', () => {
    const run = new Run(nested).start({ n: 3 })
    run.complete('x')
    expect(run.waiting()).toContain('part')
    run.complete('y')
    expect(run.waiting()).toEqual(['after'])
    expect(Object.keys(run.state.scopes)).toEqual(['0'])
  })

  it('is ended from inside by a terminate end event, and goes on after it', () => {
    const run = new Run(nested).start({ n: 1 })
    run.complete('y')
    expect(run.waiting()).toEqual(['after'])
  })

  it('throws an error to its boundary', () => {
    const run = new Run(nested).start({ n: 2 })
    run.complete('y')
    expect(run.waiting()).toEqual(['repair'])
  })

  it('is ended from outside with everything in it', () => {
    const run = new Run(nested).start()
    run.fire('late')
    expect(run.waiting()).toEqual(['repair'])
    expect(run.hops.filter(({ hop }) => hop === 'terminated').map(({ element }) => element)).toEqual(['x', 'y', 'part'])
  })
})

describe('data objects of a closed procedure', () => {
  const own = program(`
  begin: { startEvent: , next: part }
  part:
    subProcess:
      data: { inner }
      flow:
        in: { startEvent: , next: note }
        note: { userTask: { role: clerk, sets: [inner] }, next: which? }
        which?: { exclusiveGateway: [{ if: 'inner.size > 2', next: big }, { next: out }] }
        big: ${task('out')}
        out: { endEvent: }
    next: done
  done: { endEvent: }
`)

  it('are set by whom the definition lets set them, to any JSON, and by nobody else', () => {
    const run = new Run(own).start()
    expect(run.complete('note', { inner: { size: 3 } })).toBeUndefined()
    expect(run.waiting()).toEqual(['part', 'big'])
    const other = new Run(own).start()
    expect(other.complete('note', { inner: Symbol('none') })).toMatchObject({ code: 'VARIABLE_TYPE' })
    for (const [strange, said] of [
      [{ at: new Date(0) }, 'an object with Date under "/at"'],
      [{ list: [1, { of: new Map() }] }, 'an object with Map under "/list/1/of"'],
      [[undefined], 'a list with undefined under "/0"'],
      [{ size: Number.NaN }, 'an object with NaN under "/size"'],
      [{ size: 3n }, 'an object with bigint under "/size"'],
      [new Date(0), 'an object with Date under ""'],
    ] as const)
      expect(other.complete('note', { inner: strange })?.message).toBe(
        `expected JSON in "inner", found ${said}, which JSON has not`,
      )
    expect(other.complete('note', { outer: 1 })).toMatchObject({ code: 'VARIABLE_UNDECLARED' })
    expect(new Run(own).send({ type: 'start', variables: { inner: 1 } })).toMatchObject({ code: 'VARIABLE_UNDECLARED' })
  })

  it('are corrected where an incident is resolved, and by who moves tokens', () => {
    const run = new Run(own).start()
    run.complete('note', { inner: 'small' })
    const incident = Number(Object.keys(run.state.incidents)[0])
    expect(run.send({ type: 'resolveIncident', incident, variables: { inner: { size: 4 } } })).toBeUndefined()
    expect(run.waiting()).toEqual(['part', 'big'])
    const moved = new Run(own).start()
    const scope = moved.instance('part')
    const set = [{ scope, variables: { inner: { size: 9 } } }]
    const end = [moved.instance('note')]
    expect(moved.send({ type: 'modify', reason: 'x', end, set, begin: [{ element: 'which?' }] })).toBeUndefined()
    expect(moved.waiting()).toEqual(['part', 'big'])
  })
})

describe('a signal whose values do not fit', () => {
  const hears = program(`
  begin: { startEvent: , next: wait }
  wait: { intermediateCatchEvent: { signal: news }, next: last }
  last: ${task('done')}
  done: { endEvent: }
`)
  const signal = { type: 'broadcastSignal', signal: 'news', variables: { unheard: 1 } }

  it('is an incident of who waits for it, and waits on; who does not wait is not concerned', () => {
    const run = new Run(hears).start()
    expect(run.send(signal, 'world')).toBeUndefined()
    expect(run.waiting()).toEqual(['wait'])
    expect(Object.values(run.state.incidents)).toMatchObject([{ code: 'SIGNAL_INVALID', element: 'wait' }])
    expect(run.send({ ...signal, variables: { n: 1 } }, 'world')).toBeUndefined()
    expect(run.waiting()).toEqual(['last'])
    const before = run.events.length
    expect(run.send(signal, 'world')).toBeUndefined()
    expect(run.events).toHaveLength(before)
    expect(run.send(signal)).toMatchObject({ code: 'VARIABLE_UNDECLARED' })
  })
})

describe('ends', () => {
  it('a terminate end event ends the process, an error that nobody catches fails it', () => {
    const ends = program(`
  begin: { startEvent: , next: split }
  split: { parallelGateway: , next: [a, b] }
  a: ${task('which?')}
  b: ${task('done')}
  which?: { exclusiveGateway: [{ if: n = 1, next: stop }, { next: fail }] }
  stop: { endEvent: { terminate: true } }
  fail: { endEvent: { error: LOST } }
  done: { endEvent: }
`)
    const stopped = new Run(ends).start({ n: 1 })
    stopped.complete('a')
    expect(stopped.state).toMatchObject({ status: 'terminated', instances: {} })
    const failed = new Run(ends).start({ n: 2 })
    failed.complete('a')
    expect(failed.state).toMatchObject({ status: 'failed', instances: {} })
    expect(failed.complete.bind(failed, 'b')).toThrow('nothing waits')
    expect(failed.send({ type: 'completeTask', instance: 3 })).toMatchObject({ code: 'ALREADY_ENDED' })
  })
})

describe('jobs', () => {
  const jobs = program(`
  begin: { startEvent: , next: work }
  work: { serviceTask: { job: compute, input: { twice: n * 2 }, sets: [text] }, next: done }
  refused: { boundaryEvent: { attachedTo: work, error: REFUSED }, next: aside }
  aside: ${task('done')}
  done: { endEvent: }
`)

  it('are created with their input, and done by what the world reports', () => {
    const run = new Run(jobs).start({ n: 21 })
    expect(run.events.find(({ type }) => type === 'jobCreated')).toMatchObject({ job: 'compute', input: { twice: 42 } })
    run.send({ type: 'completeJob', instance: run.instance('work'), variables: { text: 'ok' } }, 'world')
    expect(run.state).toMatchObject({ status: 'completed', scopes: [[{ variables: { n: 21, text: 'ok' } }]] })
  })

  it('that fail become incidents; resolving one creates the job again', () => {
    const run = new Run(jobs).start({ n: 1 })
    run.send({ type: 'failJob', instance: run.instance('work'), code: 'DOWN', message: 'no answer' }, 'world')
    const [incident] = Object.keys(run.state.incidents).map(Number)
    expect(run.send({ type: 'resolveIncident', incident, variables: { n: 5 } })).toBeUndefined()
    expect(run.events.filter(({ type }) => type === 'jobCreated').map((event) => 'input' in event && event.input)).toEqual([
      { twice: 2 },
      { twice: 10 },
    ])
  })

  it('throw BPMN errors that a boundary event catches', () => {
    const run = new Run(jobs).start({ n: 1 })
    run.send({ type: 'failJob', instance: run.instance('work'), code: 'X', message: '', error: 'REFUSED' }, 'world')
    expect(run.waiting()).toEqual(['aside'])
  })

  it('whose result does not fit, or that report late, become incidents', () => {
    const run = new Run(jobs).start({ n: 1 })
    const instance = run.instance('work')
    run.send({ type: 'completeJob', instance, variables: { text: 3 } }, 'world')
    expect(Object.values(run.state.incidents)).toMatchObject([{ code: 'JOB_RESULT_INVALID', instance }])
    run.send({ type: 'completeJob', instance, variables: {} }, 'world')
    run.send({ type: 'completeJob', instance, variables: {} }, 'world')
    expect(Object.values(run.state.incidents)).toMatchObject([{ code: 'JOB_LATE', instance: null }])
  })
})

describe('timers', () => {
  it('at an instant that FEEL computes; no instant is an incident, mended by a value', () => {
    const timed = program(`
  begin: { startEvent: , next: wait }
  wait: { intermediateCatchEvent: { timer: { at: when } }, next: done }
  done: { endEvent: }
`)
    const run = new Run(timed).start({ when: 'soon' })
    const [incident] = Object.keys(run.state.incidents).map(Number)
    expect(run.state.incidents[incident ?? 0]).toMatchObject({ code: 'TIMER_INVALID' })
    run.send({ type: 'resolveIncident', incident, variables: { when: '2025-09-09T08:00:00+07:00' } })
    expect(find(run.state.instances, run.instance('wait'))?.due).toBe(Date.UTC(2025, 8, 9, 1))
    run.fire('wait')
    expect(run.state.status).toBe('completed')
  })
})

describe('refusals', () => {
  const simple = program(`
  begin: { startEvent: , next: work }
  work: ${task('again?')}
  again?: { exclusiveGateway: [{ if: n = 1, next: circle }, { next: done }] }
  circle: { intermediateThrowEvent: , next: again? }
  done: { endEvent: }
`)

  it.each([
    ['NOT_STARTED', { type: 'completeTask', instance: 1 }, false],
    ['ALREADY_STARTED', { type: 'start' }, true],
    ['START_UNKNOWN', { type: 'start', start: 'nowhere' }, false],
    ['TASK_NOT_ACTIVE', { type: 'completeTask', instance: 99 }, true],
    ['JOB_NOT_ACTIVE', { type: 'completeJob', instance: 1 }, true],
    ['TIMER_NOT_ACTIVE', { type: 'fireTimer', instance: 1 }, true],
    ['MESSAGE_UNKNOWN', { type: 'deliverMessage', message: 'none' }, true],
    ['MESSAGE_NOT_AWAITED', { type: 'deliverMessage', message: 'other' }, true],
    ['INCIDENT_NOT_OPEN', { type: 'resolveIncident', incident: 4 }, true],
    ['VARIABLE_UNDECLARED', { type: 'completeTask', instance: 1, variables: { n: 1 } }, true],
    ['INSTANT_BEFORE_LAST', { type: 'completeTask', instance: 1, at: AT - 1 }, true],
  ] as const)('%s changes nothing', (code, command, isStarted) => {
    const run = new Run(simple)
    if (isStarted) run.start()
    expect(run.send(command)).toMatchObject({ code })
  })

  it('STEPS_EXCEEDED: a circle without a wait', () => {
    const run = new Run(simple).start({ n: 1 })
    expect(run.complete('work')).toMatchObject({ code: 'STEPS_EXCEEDED' })
    expect(run.waiting()).toEqual(['work'])
  })
})
