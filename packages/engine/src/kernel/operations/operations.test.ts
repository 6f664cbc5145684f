import { describe, expect, it } from 'vitest'
import { find } from '../index.ts'
import { program, Run, task } from '../run.fixture.ts'

describe('modify', () => {
  const line = program(`
  begin: { startEvent: , next: split }
  split: { parallelGateway: , next: [a, part] }
  a: ${task('join')}
  part:
    next: join
    subProcess:
      flow:
        from: { startEvent: , next: x }
        x: ${task('y')}
        y: ${task('to')}
        to: { endEvent: }
  join: { parallelGateway: , next: last }
  last: ${task('done')}
  done: { endEvent: }
`)

  it('moves a token, and says why', () => {
    const run = new Run(line).start()
    const moved = run.send({ type: 'modify', reason: 'wrong desk', end: [run.instance('x')], begin: [{ element: 'y' }] })
    expect(moved).toBeUndefined()
    expect(run.waiting()).toEqual(['a', 'part', 'y'])
    expect(run.events.find(({ type }) => type === 'processModified')).toMatchObject({ reason: 'wrong desk' })
  })

  it('ends a sub-process that it leaves empty, without a token after it, and opens one that does not run', () => {
    const run = new Run(line).start()
    run.send({ type: 'modify', reason: 'back', end: [run.instance('x')], begin: [{ element: 'last' }] })
    expect(run.waiting()).toEqual(['a', 'last'])
    expect(
      run.send({ type: 'modify', reason: 'in again', end: [run.instance('last')], begin: [{ element: 'y' }] }),
    ).toBeUndefined()
    expect(run.waiting()).toEqual(['a', 'part', 'y'])
    run.complete('y')
    run.complete('a')
    expect(run.waiting()).toEqual(['last'])
  })

  it('at a join asks by which flow a token comes, begins it at once, or drops a token that waits there', () => {
    const run = new Run(line).start()
    run.complete('a')
    const flow = run.program.flows.find(({ source }) => run.program.nodes[source]?.id === 'a')?.id ?? ''
    expect(run.send({ type: 'modify', reason: '', begin: [{ element: 'join' }] })).toMatchObject({ code: 'MODIFICATION_INVALID' })
    expect(run.send({ type: 'modify', reason: 'again', drop: [{ flow }], begin: [{ element: 'a' }] })).toBeUndefined()
    expect(find(run.state.scopes, 0)?.parked).toEqual({})
    run.complete('a')
    expect(
      run.send({ type: 'modify', reason: 'enough', end: [run.instance('part')], begin: [{ element: 'join', position: 'at' }] }),
    ).toBe(undefined)
    expect(run.waiting()).toEqual(['last'])
  })

  it('is refused as a whole', () => {
    const run = new Run(line).start()
    const state = run.state
    const attempt = (rest: object) => run.send({ type: 'modify', reason: 'wrong', ...rest })?.code
    expect(attempt({ end: [run.instance('a'), 999] })).toBe('INSTANCE_NOT_ACTIVE')
    expect(attempt({ end: [run.instance('a')], begin: [{ element: 'nowhere' }] })).toBe('ELEMENT_UNKNOWN')
    expect(attempt({ begin: [{ element: 'a' }, { element: 'y', scope: 12 }] })).toBe('SCOPE_UNKNOWN')
    expect(attempt({ begin: [{ element: 'done', position: 'after' }] })).toBe('MODIFICATION_INVALID')
    expect(attempt({ end: [run.instance('a'), run.instance('part')] })).toBe('MODIFICATION_INVALID')
    expect(attempt({ set: [{ variables: { n: 'text' } }] })).toBe('VARIABLE_TYPE')
    expect(run.state).toBe(state)
  })

  it('ends one of several instances: the others go on, and it counts as terminated', () => {
    const several = program(`
  begin: { startEvent: , next: opinion }
  opinion: { userTask: { role: clerk, multiInstance: { cardinality: 3 } }, next: last }
  last: ${task('done')}
  done: { endEvent: }
`)
    const run = new Run(several).start()
    const [, first, second, third] = run.waiting().map((_, index) => index + run.instance('opinion'))
    expect(run.send({ type: 'modify', reason: 'on leave', end: [second] })).toBeUndefined()
    run.send({ type: 'completeTask', instance: first })
    expect(run.waiting()).not.toContain('last')
    run.send({ type: 'completeTask', instance: third })
    expect(run.waiting()).toEqual(['last'])
  })
})

describe('skipping an incident', () => {
  const worker = program(`
  begin: { startEvent: , next: post }
  post: { serviceTask: { job: post }, next: which? }
  which?: { exclusiveGateway: [{ if: n > 10, next: high }, { next: low }] }
  high: ${task('done')}
  low: ${task('done')}
  done: { endEvent: }
`)

  it('leaves the activity as if it had been done; a gateway wants its flow named', () => {
    const run = new Run(worker).start()
    run.send({ type: 'failJob', instance: run.instance('post'), code: 'PEER_DOWN', message: 'no answer' }, 'world')
    const incident = () => Number(Object.keys(run.state.incidents)[0])
    expect(run.send({ type: 'skipIncident', incident: incident(), reason: 'told by telephone' })).toBeUndefined()
    expect(run.state.incidents).toMatchObject({ [incident()]: { code: 'CONDITION_INVALID' } })
    const skip = (flows?: string[]) => run.send({ type: 'skipIncident', incident: incident(), reason: 'high', flows })
    expect(skip()).toMatchObject({ code: 'INCIDENT_NEEDS_FLOW', element: 'which?' })
    const flow = run.program.flows.find(({ target }) => run.program.nodes[target]?.id === 'high')?.id ?? ''
    expect(skip([flow])).toBeUndefined()
    expect(run.waiting()).toEqual(['high'])
    expect(run.state.incidents).toEqual({})
  })
})

describe('cancelling', () => {
  it('ends everything; nothing can be done afterwards', () => {
    const run = new Run(
      program(`
  begin: { startEvent: , next: a }
  a: ${task('done')}
  done: { endEvent: }
`),
    ).start()
    expect(run.send({ type: 'cancelProcess', reason: 'lodged twice' })).toBeUndefined()
    expect(run.state.status).toBe('cancelled')
    expect(run.waiting()).toEqual([])
    expect(run.send({ type: 'cancelProcess', reason: 'again' })).toMatchObject({ code: 'ALREADY_ENDED' })
  })
})
