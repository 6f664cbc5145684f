import { describe, expect, it } from 'vitest'
import { bpmn, flows, run } from './bpmn.fixture.ts'

/** Compensation and cancellation where an activity has several instances, or a handler fails. Ruling S-30. */
const START = '<startEvent id="s"/>'
const UNDO = '<compensateEventDefinition/>'
const times = (n: number, sequential: boolean) =>
  `<multiInstanceLoopCharacteristics isSequential="${sequential}"><loopCardinality>${n}</loopCardinality></multiInstanceLoopCharacteristics>`
const handled = (activity: string, handler: string) =>
  `<boundaryEvent id="u" attachedToRef="${activity}">${UNDO}</boundaryEvent>${handler}<association id="as" sourceRef="u" targetRef="undo"/>`
const ERROR = '<error id="er" errorCode="E1"/>'

describe('compensation of several instances (BPMN §10.7.2)', () => {
  it.each([true, false])('runs the boundary handler once for each that was completed, one after the other: %s', (sequential) => {
    const { all, end } = run(
      bpmn(
        `${START}<userTask id="a">${times(3, sequential)}</userTask>${handled('a', '<userTask id="undo" isForCompensation="true"/>')}<endEvent id="e">${UNDO}</endEvent>${flows('s->a a->e')}`,
      ),
    )
    expect([all('compensated'), all('completed').slice(-4), end.status]).toEqual([
      ['a', 'a', 'a'],
      ['undo', 'undo', 'undo', 'e'],
      'completed',
    ])
  })

  it('leaves out the instances that a completion condition ended', () => {
    const loop = `<multiInstanceLoopCharacteristics><loopCardinality>5</loopCardinality><completionCondition>numberOfCompletedInstances = 2</completionCondition></multiInstanceLoopCharacteristics>`
    const { all } = run(
      bpmn(
        `${START}<userTask id="a">${loop}</userTask>${handled('a', '<task id="undo" isForCompensation="true"/>')}<endEvent id="e">${UNDO}</endEvent>${flows('s->a a->e')}`,
      ),
    )
    expect(all('compensated')).toEqual(['a', 'a'])
  })

  it('runs the event sub-process of each, with the data that each had', () => {
    const own = `<subProcess id="h" triggeredByEvent="true"><startEvent id="hs">${UNDO}</startEvent><scriptTask id="ha" scriptFormat="feel"><script>{ undone: concatenate(undone, [mine]) }</script></scriptTask><endEvent id="he"/>${flows('hs->ha ha->he')}</subProcess>`
    const body = `<dataObject id="mine"/><startEvent id="is"/><scriptTask id="a" scriptFormat="feel"><script>{ mine: loopCounter }</script></scriptTask><endEvent id="ie"/>${flows('is->a a->ie')}`
    const { count, all } = run(
      bpmn(
        `${START}<subProcess id="sub">${times(3, true)}${body}${own}</subProcess><intermediateThrowEvent id="t"><compensateEventDefinition activityRef="sub"/></intermediateThrowEvent><exclusiveGateway id="x" default="x_bad"/><endEvent id="good"/><endEvent id="bad"/>${flows('s->sub sub->t t->x x->good?undone_=_[3,2,1] x->bad')}`,
      ),
      { vars: { undone: [] } },
    )
    expect([count('completed', 'h'), all('completed').at(-1)]).toEqual([3, 'good'])
  })

  it('of a standard loop: each turn', () => {
    const loop = '<standardLoopCharacteristics loopMaximum="2"><loopCondition>true</loopCondition></standardLoopCharacteristics>'
    const { all } = run(
      bpmn(
        `${START}<userTask id="a">${loop}</userTask>${handled('a', '<task id="undo" isForCompensation="true"/>')}<endEvent id="e">${UNDO}</endEvent>${flows('s->a a->e')}`,
      ),
    )
    expect(all('compensated')).toEqual(['a', 'a'])
  })
})

describe('a compensation event without a handler', () => {
  const drawn = (inside: string, thrown: string) =>
    run(
      bpmn(
        `<startEvent id="s"/>${inside}<boundaryEvent id="b" attachedToRef="a"><compensateEventDefinition/></boundaryEvent><endEvent id="e"><compensateEventDefinition ${thrown}/></endEvent>${flows('s->a a->e')}`,
      ),
    )

  it('has nothing done at a task, whoever throws', () => {
    for (const thrown of ['', 'activityRef="a"', 'waitForCompletion="false"']) {
      const { all, end } = drawn('<userTask id="a"/>', thrown)
      expect([all('completed'), all('compensated'), end.status]).toEqual([['s', 'a', 'e'], [], 'completed'])
    }
  })

  it('leaves a sub-process to be compensated from its inside', () => {
    const { all } = drawn(
      '<subProcess id="a"><userTask id="t"/><boundaryEvent id="bt" attachedToRef="t"><compensateEventDefinition/></boundaryEvent><userTask id="u" isForCompensation="true"/><association id="as" sourceRef="bt" targetRef="u"/></subProcess>',
      '',
    )
    expect(all('completed')).toEqual(['s', 't', 'a', 'u', 'e'])
  })
})

describe('a handler that fails', () => {
  const failing = `<subProcess id="undo" isForCompensation="true"><startEvent id="us"/><endEvent id="ue"><errorEventDefinition errorRef="er"/></endEvent>${flows('us->ue')}</subProcess>`

  it('and is caught at its border: the throwing event goes on', () => {
    const { all, end } = run(
      bpmn(
        `${START}<task id="a"/>${handled('a', failing)}<boundaryEvent id="b" attachedToRef="undo"><errorEventDefinition/></boundaryEvent><endEvent id="be"/><intermediateThrowEvent id="t">${UNDO}</intermediateThrowEvent><endEvent id="e"/>${flows('s->a a->t t->e b->be')}`,
        ERROR,
      ),
    )
    expect([all('terminated'), all('completed').sort(), end.status]).toEqual([
      ['undo'],
      ['a', 'b', 'be', 'e', 's', 't', 'ue', 'us'],
      'completed',
    ])
  })

  it('and is caught by nobody: the process fails', () => {
    const { end } = run(
      bpmn(`${START}<task id="a"/>${handled('a', failing)}<endEvent id="e">${UNDO}</endEvent>${flows('s->a a->e')}`, ERROR),
    )
    expect(end).toMatchObject({ status: 'failed', code: 'E1' })
  })
})

describe('the end of a compensating end event', () => {
  it.each([
    ['true', ['undo', 'e']],
    ['false', ['e', 'undo']],
  ])('waits for the handlers: waitForCompletion=%s', (waits, last) => {
    const { all, end } = run(
      bpmn(
        `${START}<task id="a"/>${handled('a', '<userTask id="undo" isForCompensation="true"/>')}<endEvent id="e"><compensateEventDefinition waitForCompletion="${waits}"/></endEvent>${flows('s->a a->e')}`,
      ),
    )
    expect([all('completed').slice(-2), end.status]).toEqual([last, 'completed'])
  })
})

describe('a transaction of several instances', () => {
  const transaction = (border: string) =>
    bpmn(
      `${START}<transaction id="t">${times(2, true)}<startEvent id="ts"/><task id="a"/>${handled('a', '<task id="undo" isForCompensation="true"/>')}<endEvent id="tc"><cancelEventDefinition/></endEvent>${flows('ts->a a->tc')}</transaction>${border}<endEvent id="never"/>${flows('s->t t->never')}`,
    )

  it('that one of them cancels is left as a whole by its cancel event', () => {
    const { all, end } = run(
      transaction(
        `<boundaryEvent id="b" attachedToRef="t"><cancelEventDefinition/></boundaryEvent><endEvent id="no"/>${flows('b->no')}`,
      ),
    )
    expect([all('completed'), end.status]).toEqual([['s', 'ts', 'a', 'tc', 'undo', 'b', 'no'], 'completed'])
  })

  it('ends even where no cancel event stands at its border', () => {
    const { all, end } = run(transaction(''))
    expect([all('compensated'), all('completed').includes('never'), end.status]).toEqual([['a'], false, 'completed'])
  })
})

describe('compensation of a call activity without a handler of its own', () => {
  const called = (body: string) =>
    bpmn(
      `<process id="p">${START}<callActivity id="c" calledElement="q"/><endEvent id="e"><compensateEventDefinition activityRef="c"/></endEvent>${flows('s->c c->e')}</process><process id="q"><startEvent id="qs"/><task id="a"/><endEvent id="qe"/>${flows('qs->a a->qe')}${body}</process>`,
    )

  it('undoes what was completed in the called process', () => {
    const { all, end } = run(called(handled('a', '<userTask id="undo" isForCompensation="true"/>')))
    expect([all('compensated'), all('completed').slice(-2), end.status]).toEqual([['c', 'a'], ['undo', 'e'], 'completed'])
  })

  it('runs the event sub-process for compensation that the called process has', () => {
    const own = `<subProcess id="h" triggeredByEvent="true"><startEvent id="hs">${UNDO}</startEvent><userTask id="ht"/><endEvent id="he"/>${flows('hs->ht ht->he')}</subProcess>`
    const { all, end } = run(called(own))
    expect([all('compensated'), all('completed').slice(-5), end.status]).toEqual([
      ['c'],
      ['hs', 'ht', 'he', 'h', 'e'],
      'completed',
    ])
  })

  it('knows a process that calls itself', () => {
    const xml = bpmn(
      `<process id="p">${START}<exclusiveGateway id="x" default="x_e"/><scriptTask id="a" scriptFormat="feel"><script>{ n: n + 1 }</script></scriptTask>${handled('a', '<task id="undo" isForCompensation="true"/>')}<callActivity id="c" calledElement="p"/><endEvent id="e"/><exclusiveGateway id="y" default="y_done"/><endEvent id="all">${UNDO}</endEvent><endEvent id="done"/>${flows('s->x x->a?n_<_3 x->e a->c c->y y->all?n_=_3_and_top y->done')}</process>`,
    )
    expect(run(xml, { vars: { n: 0, top: false } }).end.status).toBe('completed')
  })
})
