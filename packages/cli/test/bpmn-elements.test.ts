import { layoutDiagram, readBpmn, writeBpmn } from '@motcua/engine'
import { describe, expect, it } from 'vitest'
import { bpmn, flows, run } from './bpmn.fixture.ts'

const START = '<startEvent id="s"/>'
const END = '<endEvent id="e"/>'
const script = (id: string, text: string, inner = '', attributes = '') =>
  `<scriptTask id="${id}" scriptFormat="feel" ${attributes}>${inner}<script>${text}</script></scriptTask>`

describe('activities', () => {
  it.each(['task', 'manualTask', 'userTask', 'serviceTask', 'sendTask', 'businessRuleTask', 'scriptTask'])(
    '%s is entered and completed once',
    (kind) => {
      const { end, count } = run(bpmn(`${START}<${kind} id="a"/>${END}${flows('s->a a->e')}`))
      expect(end).toEqual({ event: 'end', status: 'completed', waiting: [] })
      expect([count('entered', 'a'), count('completed', 'a'), count('taken', 'a_e')]).toEqual([1, 1, 1])
    },
  )

  it('without --auto a user task waits', () => {
    const { end } = run(bpmn(`${START}<userTask id="a"/>${END}${flows('s->a a->e')}`), { auto: false })
    expect(end).toEqual({ event: 'end', status: 'waiting', waiting: ['a'] })
  })

  it('a script sets variables that conditions read', () => {
    const { all, end } = run(
      bpmn(
        `${START}${script('a', '{ n: n + 1 }')}<exclusiveGateway id="x" default="x_e"/>${END}${flows('s->a a->x x->a?n_<_5 x->e')}`,
      ),
      { vars: { n: 0 } },
    )
    expect(all('completed').filter((id) => id === 'a')).toHaveLength(5)
    expect(end.status).toBe('completed')
  })

  it('implicit start and end: what no flow leads to begins, what leads nowhere ends', () => {
    const { all, end } = run(bpmn(`<task id="a"/><task id="b"/>${flows('a->b')}<task id="c"/>`))
    expect(all('completed').sort()).toEqual(['a', 'b', 'c'])
    expect(end.status).toBe('completed')
  })

  it('conditional and default flows out of an activity', () => {
    const xml = bpmn(
      `${START}<task id="a" default="a_d"/><task id="b"/><task id="c"/><task id="d"/>${flows('s->a a->b?n_>_1 a->c?n_>_2 a->d')}`,
    )
    expect(run(xml, { vars: { n: 3 } }).all('completed')).toEqual(['s', 'a', 'b', 'c'])
    expect(run(xml, { vars: { n: 1 } }).all('completed')).toEqual(['s', 'a', 'd'])
  })

  it('startQuantity waits for so many tokens, completionQuantity sends so many', () => {
    const xml = bpmn(
      `${START}<task id="a" completionQuantity="3"/><task id="b" startQuantity="3"/>${END}${flows('s->a a->b b->e')}`,
    )
    const { count, end } = run(xml)
    expect([count('taken', 'a_b'), count('entered', 'b'), count('completed', 'e')]).toEqual([3, 1, 1])
    expect(end.status).toBe('completed')
  })

  it('a call activity runs a process and a global task', () => {
    const xml = bpmn(
      `<process id="p">${START}<callActivity id="c" calledElement="q"/><callActivity id="g" calledElement="gt"/>${END}${flows('s->c c->g g->e')}</process>
       <process id="q"><startEvent id="qs"/><userTask id="qa"/><endEvent id="qe"/>${flows('qs->qa qa->qe')}</process><globalUserTask id="gt"/>`,
    )
    const { all, end } = run(xml)
    expect(all('completed')).toEqual(['s', 'qs', 'qa', 'qe', 'c', 'gt', 'g', 'e'])
    expect(end.status).toBe('completed')
  })
})

it('a call of a process with several start events without an event is refused: it would not say which', () => {
  const xml = bpmn(
    `<process id="p">${START}<callActivity id="c" calledElement="q"/>${END}${flows('s->c c->e')}</process><process id="q"><startEvent id="q1"/><startEvent id="q2"/><endEvent id="qe"/>${flows('q1->qe q2->qe')}</process>`,
  )
  expect(() => run(xml)).toThrow(/expected one start event without an event in process/)
})

it('each start event without an event begins an instance of its own', () => {
  const { all, end } = run(
    bpmn(`<startEvent id="s1"/><startEvent id="s2"/><userTask id="a"/><userTask id="b"/>${END}${flows('s1->a s2->b a->e b->e')}`),
  )
  expect(all('completed').sort()).toEqual(['a', 'b', 'e', 'e', 's1', 's2'])
  expect(end.status).toBe('completed')
})

describe('loops', () => {
  const loop = (inner: string, n = 0) =>
    run(bpmn(`${START}${script('a', '{ n: n + 1 }', inner)}${END}${flows('s->a a->e')}`), { vars: { n, items: ['a', 'b', 'c'] } })

  it('standard: while the condition holds, tested before or after, at most so often', () => {
    const standard = (attributes: string, condition = 'n &lt; 3') =>
      `<standardLoopCharacteristics ${attributes}><loopCondition>${condition}</loopCondition></standardLoopCharacteristics>`
    expect(loop(standard('')).count('completed', 'a')).toBe(3)
    expect(loop(standard(''), 7).count('completed', 'a')).toBe(1)
    expect(loop(standard('testBefore="true"'), 7).count('completed', 'a')).toBe(0)
    expect(loop(standard('testBefore="true"')).count('completed', 'a')).toBe(3)
    expect(loop(standard('loopMaximum="2"')).count('completed', 'a')).toBe(2)
    expect(loop(standard('testBefore="true"'), 7).end.status).toBe('completed')
  })

  it('standard: without a condition and a maximum it cannot be executed as a loop, and runs once', () => {
    expect(loop('<standardLoopCharacteristics/>').count('completed', 'a')).toBe(1)
    expect(loop('<standardLoopCharacteristics testBefore="true"/>').count('completed', 'a')).toBe(1)
  })

  it('multi-instance: cardinality, one after the other or together', () => {
    for (const sequential of ['true', 'false']) {
      const inner = `<multiInstanceLoopCharacteristics isSequential="${sequential}"><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>`
      expect(loop(inner).count('completed', 'a')).toBe(3)
      const { count, end } = run(bpmn(`${START}<userTask id="a">${inner}</userTask>${END}${flows('s->a a->e')}`))
      expect([count('entered', 'a'), count('completed', 'a'), count('taken', 'a_e'), end.status]).toEqual([3, 3, 1, 'completed'])
    }
  })

  it('multi-instance: more tasks than a circle may have commands are all done', () => {
    const many = run(
      bpmn(
        `<startEvent id="s"/><userTask id="a"><multiInstanceLoopCharacteristics><loopCardinality>12000</loopCardinality></multiInstanceLoopCharacteristics></userTask><endEvent id="e"/>${flows('s->a a->e')}`,
      ),
    )
    expect(many.count('completed', 'a')).toBe(12_000)
    expect(many.end.status).toBe('completed')
  })

  it('tasks in a circle without end: the trace stops, and the process waits', () => {
    const circle = run(bpmn(`<startEvent id="s"/><exclusiveGateway id="g"/><userTask id="a"/>${flows('s->g g->a a->g')}`))
    expect(circle.end).toMatchObject({ status: 'waiting', waiting: ['a'] })
    const doubling = run(
      bpmn(
        `<startEvent id="s"/><exclusiveGateway id="g"/><userTask id="a"/><parallelGateway id="f"/>${flows('s->g g->a a->f f->g f->g')}`,
      ),
    )
    expect(doubling.count('completed', 'a')).toBeLessThan(11_000)
    const ofMany = run(
      bpmn(
        `<startEvent id="s"/><exclusiveGateway id="g"/><task id="m"><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics></task><userTask id="a"/>${flows('s->g g->m m->a a->g')}`,
      ),
    )
    expect(ofMany.end).toMatchObject({ status: 'waiting', waiting: ['a'] })
    expect(ofMany.count('completed', 'a')).toBeLessThan(11_000)
  })

  it('multi-instance: none completes at once', () => {
    const inner = `<multiInstanceLoopCharacteristics><loopCardinality>1 - 1</loopCardinality></multiInstanceLoopCharacteristics>`
    expect(loop(inner)).toMatchObject({ end: { status: 'completed' } })
  })

  it('multi-instance: the completion condition ends the rest', () => {
    const inner = `<multiInstanceLoopCharacteristics><loopCardinality>4</loopCardinality><completionCondition>numberOfCompletedInstances &gt;= 2</completionCondition></multiInstanceLoopCharacteristics>`
    const { count, end } = run(bpmn(`${START}<userTask id="a">${inner}</userTask>${END}${flows('s->a a->e')}`))
    expect([count('completed', 'a'), count('terminated', 'a'), end.status]).toEqual([2, 2, 'completed'])
  })

  it('multi-instance over a collection, its items and what they give in order', () => {
    const xml = bpmn(
      `<dataObject id="items" isCollection="true"/><dataObject id="out" isCollection="true"/>${START}<scriptTask id="a" scriptFormat="feel" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:resultVariable="r">
        <multiInstanceLoopCharacteristics><loopDataInputRef>items</loopDataInputRef><loopDataOutputRef>out</loopDataOutputRef><inputDataItem id="item"/><outputDataItem id="r"/></multiInstanceLoopCharacteristics>
        <script>item * 10</script></scriptTask><exclusiveGateway id="x" default="x_bad"/>${END}<endEvent id="bad"/>${flows('s->a a->x x->e?out_=_[10,20,30] x->bad')}`,
    )
    expect(
      run(xml, { vars: { items: [1, 2, 3] } })
        .all('completed')
        .slice(-2),
    ).toEqual(['x', 'e'])
  })
})

describe('sub-processes', () => {
  const inside = `<subProcess id="p1"><startEvent id="is"/><userTask id="ia"/><endEvent id="ie"/>${flows('is->ia ia->ie')}</subProcess>`

  it('embedded: completes when nothing is left in it', () => {
    expect(run(bpmn(`${START}${inside}${END}${flows('s->p1 p1->e')}`)).all('completed')).toEqual([
      's',
      'is',
      'ia',
      'ie',
      'p1',
      'e',
    ])
  })

  it('event sub-process: interrupting ends what runs, the other does not', () => {
    const handled = (isInterrupting: boolean) =>
      run(
        bpmn(
          `${START}<userTask id="a"/><receiveTask id="r"/>${END}${flows('s->r r->e')}
           <subProcess id="h" triggeredByEvent="true"><startEvent id="hs" isInterrupting="${isInterrupting}"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></startEvent><task id="ha"/><endEvent id="he"/>${flows('hs->ha ha->he')}</subProcess>`.replace(
            '<userTask id="a"/>',
            '',
          ),
        ),
      )
    const one = handled(true)
    expect([one.end.status, one.count('terminated', 'r'), one.count('completed', 'ha'), one.count('completed', 'h')]).toEqual([
      'completed',
      1,
      1,
      1,
    ])
    const other = handled(false)
    expect([other.end.status, other.count('terminated', 'r'), other.count('completed', 'ha')]).toEqual(['waiting', 0, 1])
    expect(other.end.waiting).toEqual(['r'])
  })

  it('ad-hoc: everything once, until the condition holds', () => {
    const adHoc = (attributes: string, condition: string) =>
      run(
        bpmn(
          `${START}<adHocSubProcess id="h" ${attributes}><userTask id="x"/><userTask id="y"/><userTask id="z"/>${condition}</adHocSubProcess>${END}${flows('s->h h->e')}`,
        ),
        { vars: { done: true } },
      )
    expect(adHoc('', '').all('completed')).toEqual(['s', 'x', 'y', 'z', 'h', 'e'])
    expect(adHoc('ordering="Sequential"', '').all('completed')).toEqual(['s', 'x', 'y', 'z', 'h', 'e'])
    const cut = adHoc('', '<completionCondition>done</completionCondition>')
    expect([cut.all('completed'), cut.count('terminated', 'y')]).toEqual([['s', 'x', 'h', 'e'], 1])
    const patient = adHoc('cancelRemainingInstances="false"', '<completionCondition>done</completionCondition>')
    expect(patient.all('completed')).toEqual(['s', 'x', 'y', 'z', 'h', 'e'])
    expect(adHoc('ordering="Sequential"', '<completionCondition>done</completionCondition>').all('completed')).toEqual([
      's',
      'x',
      'h',
      'e',
    ])
    expect(adHoc('', '<completionCondition>false</completionCondition>').end).toMatchObject({ status: 'waiting', waiting: ['h'] })
  })

  it('ad-hoc: when the condition holds, nothing begins any more, whatever flows lead there (BPMN §13.3.5)', () => {
    const adHoc = (attributes: string, inside: string) =>
      run(
        bpmn(
          `${START}<adHocSubProcess id="h" ${attributes}><userTask id="x"/><userTask id="y"/><userTask id="z"/>${inside}<completionCondition>done</completionCondition></adHocSubProcess>${END}${flows('s->h h->e')}`,
        ),
        { vars: { done: true } },
      )
    const [led, joined] = [
      flows('x->z'),
      `<parallelGateway id="j"/><intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent><userTask id="w"/>${flows('x->j y->j j->z t->w')}`,
    ]
    for (const attributes of ['', 'cancelRemainingInstances="false"']) {
      const { all, count, end } = adHoc(attributes, led)
      expect([count('entered', 'z'), count('taken', 'x_z'), end.status]).toEqual([0, 0, 'completed'])
      expect(all('completed')).toEqual(attributes === '' ? ['s', 'x', 'h', 'e'] : ['s', 'x', 'y', 'h', 'e'])
    }
    const patient = adHoc('cancelRemainingInstances="false"', joined)
    expect(patient.all('completed')).toEqual(['s', 'x', 'y', 't', 'h', 'e'])
    expect(patient.count('entered', 'w')).toBe(0)
  })

  it('transaction: cancel compensates what was completed and leaves by the cancel event', () => {
    const { all, end } = run(
      bpmn(
        `${START}<transaction id="t"><startEvent id="ts"/><task id="book"/><boundaryEvent id="bc" attachedToRef="book"><compensateEventDefinition/></boundaryEvent><userTask id="undo" isForCompensation="true"/><association id="as" sourceRef="bc" targetRef="undo"/><endEvent id="tc"><cancelEventDefinition/></endEvent>${flows('ts->book book->tc')}</transaction>
         <boundaryEvent id="cancelled" attachedToRef="t"><cancelEventDefinition/></boundaryEvent><endEvent id="no"/>${END}${flows('s->t t->e cancelled->no')}`,
      ),
    )
    expect(all('completed')).toEqual(['s', 'ts', 'book', 'tc', 'undo', 'cancelled', 'no'])
    expect(all('compensated')).toEqual(['book'])
    expect(all('terminated')).toEqual(['t'])
    expect(end.status).toBe('completed')
  })
})

describe('compensation', () => {
  const step = (id: string) =>
    `<task id="${id}"/><boundaryEvent id="${id}c" attachedToRef="${id}"><compensateEventDefinition/></boundaryEvent><userTask id="undo-${id}" isForCompensation="true"/><association id="as-${id}" sourceRef="${id}c" targetRef="undo-${id}"/>`

  it('runs handlers of what was completed, the last first, and goes on', () => {
    const xml = bpmn(
      `${START}${step('a')}${step('b')}${step('c')}<intermediateThrowEvent id="th"><compensateEventDefinition/></intermediateThrowEvent>${END}${flows('s->a a->b b->th th->c c->e')}`,
    )
    const { all, end } = run(xml)
    expect(all('completed')).toEqual(['s', 'a', 'b', 'undo-b', 'undo-a', 'th', 'c', 'e'])
    expect(all('compensated')).toEqual(['b', 'a'])
    expect(end.status).toBe('completed')
  })

  it('of one activity, by an end event', () => {
    const xml = bpmn(
      `${START}${step('a')}${step('b')}<endEvent id="e"><compensateEventDefinition activityRef="a"/></endEvent>${flows('s->a a->b b->e')}`,
    )
    expect(run(xml).all('compensated')).toEqual(['a'])
  })

  it('of a completed sub-process: from the inside, or by its own event sub-process', () => {
    const sub = (handler: string) =>
      `${START}<subProcess id="sub"><startEvent id="is"/>${step('a')}${step('b')}<endEvent id="ie"/>${flows('is->a a->b b->ie')}${handler}</subProcess><intermediateThrowEvent id="th"><compensateEventDefinition/></intermediateThrowEvent>${END}${flows('s->sub sub->th th->e')}`
    expect(run(bpmn(sub(''))).all('compensated')).toEqual(['sub', 'b', 'a'])
    const own = run(
      bpmn(
        sub(
          `<subProcess id="h" triggeredByEvent="true"><startEvent id="hs"><compensateEventDefinition/></startEvent><userTask id="ha"/><endEvent id="he"/>${flows('hs->ha ha->he')}</subProcess>`,
        ),
      ),
    )
    expect(own.all('compensated')).toEqual(['sub'])
    expect(own.count('completed', 'ha')).toBe(1)
    expect(own.end.status).toBe('completed')
  })
})

describe('gateways', () => {
  it('parallel: a surplus token stays, and what waits for ever keeps waiting', () => {
    const twice = bpmn(
      `${START}<parallelGateway id="f"/><task id="a"/><task id="b"/><task id="c"/><exclusiveGateway id="m"/><parallelGateway id="j"/>${END}${flows('s->f f->a f->b f->c a->m b->m m->j c->j j->e')}`,
    )
    const { count, end } = run(twice)
    expect([count('completed', 'j'), count('completed', 'e')]).toEqual([1, 1])
    expect(end).toMatchObject({ status: 'waiting', waiting: ['j'] })
  })

  it('inclusive: takes what holds, and waits for just that', () => {
    const xml = bpmn(
      `${START}<inclusiveGateway id="f" default="f_d"/><userTask id="a"/><userTask id="b"/><userTask id="c"/><userTask id="d"/><inclusiveGateway id="j"/>${END}${flows('s->f f->a?n_>_0 f->b?n_>_1 f->c?n_>_2 f->d a->j b->j c->j d->j j->e')}`,
    )
    for (const [n, taken] of [
      [0, 1],
      [1, 1],
      [2, 2],
      [3, 3],
    ] as const) {
      const { count, end } = run(xml, { vars: { n } })
      expect([
        count('completed', 'j'),
        count('completed', 'e'),
        count('taken', 'a_j') + count('taken', 'b_j') + count('taken', 'c_j') + count('taken', 'd_j'),
        end.status,
      ]).toEqual([1, 1, taken, 'completed'])
    }
  })

  it('inclusive in a loop: fires once each turn', () => {
    const xml = bpmn(
      `${START}<exclusiveGateway id="m"/><inclusiveGateway id="f"/>${script('a', '{ n: n + 1 }')}<userTask id="b"/><inclusiveGateway id="j"/><exclusiveGateway id="x" default="x_e"/>${END}${flows('s->m m->f f->a?true f->b?true a->j b->j j->x x->m?n_<_3 x->e')}`,
    )
    const { count, end } = run(xml, { vars: { n: 0 } })
    expect([count('completed', 'j'), count('completed', 'e'), end.status]).toEqual([3, 1, 'completed'])
  })

  it('event-based: the first that comes decides', () => {
    const xml = bpmn(
      `${START}<eventBasedGateway id="g"/><intermediateCatchEvent id="m"><messageEventDefinition/></intermediateCatchEvent><intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>${END}${flows('s->g g->m g->t m->e t->e')}`,
    )
    const { all, end } = run(xml)
    expect(all('completed')).toEqual(['s', 'g', 't', 'e'])
    expect(all('taken')).toEqual(['s_g', 'g_t', 't_e'])
    expect(end.status).toBe('completed')
  })

  it('complex: an activation condition that errs is an incident', () => {
    const xml = bpmn(
      `${START}<parallelGateway id="f"/><task id="a"/><task id="b"/><complexGateway id="j"><activationCondition>"x"</activationCondition></complexGateway>${END}${flows('s->f f->a f->b a->j b->j j->e')}`,
    )
    expect(run(xml).end).toMatchObject({ status: 'failed', code: 'ACTIVATION_INVALID', waiting: ['j'] })
  })

  it('complex: one incoming flow counts its tokens too, and gives one', () => {
    const xml = bpmn(
      `${START}<task id="a" completionQuantity="3"/><complexGateway id="j"><activationCondition>activationCount &gt;= 2</activationCondition></complexGateway>${END}${flows('s->a a->j j->e')}`,
    )
    const { count, end } = run(xml)
    expect([count('completed', 'e'), end.status, end.waiting]).toEqual([2, 'waiting', ['j']])
  })

  it('complex: activates on its condition, then resets', () => {
    const xml = bpmn(
      `${START}<parallelGateway id="f"/><userTask id="a"/><userTask id="b"/><userTask id="c"/><complexGateway id="j"><activationCondition>activationCount &gt;= 2</activationCondition></complexGateway>${END}${flows('s->f f->a f->b f->c a->j b->j c->j j->e?waitingForStart')}`,
    )
    const { count, end } = run(xml)
    expect([count('completed', 'e'), count('completed', 'c'), end.status]).toEqual([1, 1, 'completed'])
  })

  it('exclusive: no condition that holds is a failure', () => {
    const xml = bpmn(`${START}<exclusiveGateway id="x"/>${END}${flows('s->x x->e?n_>_1')}`)
    expect(run(xml, { vars: { n: 0 } }).end).toMatchObject({ status: 'failed', code: 'CONDITION_NONE_TRUE', waiting: ['x'] })
  })
})

describe('events', () => {
  const ERROR = '<error id="er" errorCode="E1"/>'
  const sub = (end: string) =>
    `<subProcess id="sub"><startEvent id="is"/><endEvent id="ie">${end}</endEvent>${flows('is->ie')}</subProcess>`

  it('error: the boundary event that catches it ends the activity', () => {
    const { all, end } = run(
      bpmn(
        `${START}${sub('<errorEventDefinition errorRef="er"/>')}<boundaryEvent id="b" attachedToRef="sub"><errorEventDefinition errorRef="er"/></boundaryEvent><endEvent id="caught"/>${END}${flows('s->sub sub->e b->caught')}`,
        ERROR,
      ),
    )
    expect(all('completed')).toEqual(['s', 'is', 'ie', 'b', 'caught'])
    expect(all('terminated')).toEqual(['sub'])
    expect(end.status).toBe('completed')
  })

  it('error: uncaught, it fails the process with its code', () => {
    const { end } = run(bpmn(`${START}${sub('<errorEventDefinition errorRef="er"/>')}${END}${flows('s->sub sub->e')}`, ERROR))
    expect(end).toEqual({ event: 'end', status: 'failed', code: 'E1', waiting: [] })
  })

  it('escalation: heard without interrupting, and no harm when nobody hears it', () => {
    const roots = '<escalation id="es" escalationCode="X"/>'
    const thrown = `${START}<subProcess id="sub"><startEvent id="is"/><intermediateThrowEvent id="it"><escalationEventDefinition escalationRef="es"/></intermediateThrowEvent><endEvent id="ie"/>${flows('is->it it->ie')}</subProcess>${END}`
    const heard = run(
      bpmn(
        `${thrown}<boundaryEvent id="b" attachedToRef="sub" cancelActivity="false"><escalationEventDefinition escalationRef="es"/></boundaryEvent><endEvent id="n"/>${flows('s->sub sub->e b->n')}`,
        roots,
      ),
    )
    expect(heard.all('completed').sort()).toEqual(['b', 'e', 'ie', 'is', 'it', 'n', 's', 'sub'])
    expect(run(bpmn(`${thrown}${flows('s->sub sub->e')}`, roots)).end.status).toBe('completed')
  })

  it('signal: everybody who waits hears it, whatever branch runs first', () => {
    const signal = '<signalEventDefinition signalRef="sg"/>'
    for (const order of ['f->t f->c', 'f->c f->t']) {
      const { count, end } = run(
        bpmn(
          `${START}<parallelGateway id="f"/><intermediateThrowEvent id="t">${signal}</intermediateThrowEvent><intermediateCatchEvent id="c">${signal}</intermediateCatchEvent>${END}${flows(`s->f ${order} t->e c->e`)}`,
          '<signal id="sg" name="sig"/>',
        ),
      )
      expect([count('caught', 'c'), count('completed', 'e'), end.status]).toEqual([1, 2, 'completed'])
    }
  })

  it('conditional: happens when data makes it true', () => {
    const { all, end } = run(
      bpmn(
        `${START}<parallelGateway id="f"/><intermediateCatchEvent id="c"><conditionalEventDefinition><condition>n &gt; 0</condition></conditionalEventDefinition></intermediateCatchEvent><userTask id="a"/>${script('set', '{ n: 1 }')}${END}${flows('s->f f->c f->a a->set set->e c->e')}`,
      ),
      { vars: { n: 0 } },
    )
    expect(all('completed')).toEqual(['s', 'f', 'a', 'set', 'c', 'e', 'e'])
    expect(end.status).toBe('completed')
  })

  it('link: jumps', () => {
    const { all } = run(
      bpmn(
        `${START}<intermediateThrowEvent id="l1"><linkEventDefinition name="L"/></intermediateThrowEvent><intermediateCatchEvent id="l2"><linkEventDefinition name="L"/></intermediateCatchEvent>${END}${flows('s->l1 l2->e')}`,
      ),
    )
    expect(all('completed')).toEqual(['s', 'l1', 'l2', 'e'])
  })

  it('terminate: everything ends', () => {
    const { end, all } = run(
      bpmn(
        `${START}<parallelGateway id="f"/><userTask id="a"/><endEvent id="t"><terminateEventDefinition/></endEvent>${flows('s->f f->a f->t')}`,
      ),
    )
    expect(end).toEqual({ event: 'end', status: 'terminated', waiting: [] })
    expect(all('terminated')).toEqual(['a'])
  })

  it('timer cycles repeat beside an activity that goes on', () => {
    const { count, end } = run(
      bpmn(
        `${START}<receiveTask id="r"/><boundaryEvent id="b" attachedToRef="r" cancelActivity="false"><timerEventDefinition><timeCycle>R3/PT10M</timeCycle></timerEventDefinition></boundaryEvent><endEvent id="n"/>${END}${flows('s->r r->e b->n')}`,
      ),
    )
    expect([count('caught', 'b'), end.status]).toEqual([3, 'waiting'])
  })

  it('multiple: any; parallel multiple: all', () => {
    const two = '<signalEventDefinition signalRef="a"/><signalEventDefinition signalRef="b"/>'
    const xml = (parallel: boolean, thrown: string) =>
      bpmn(
        `${START}<parallelGateway id="f"/><intermediateCatchEvent id="c" parallelMultiple="${parallel}">${two}</intermediateCatchEvent><intermediateThrowEvent id="t">${thrown}</intermediateThrowEvent>${END}${flows('s->f f->c f->t t->e c->e')}`,
        '<signal id="a" name="a"/><signal id="b" name="b"/>',
      )
    const one = '<signalEventDefinition signalRef="a"/>'
    expect(run(xml(false, one)).end.status).toBe('completed')
    expect(run(xml(true, one)).end).toMatchObject({ status: 'waiting', waiting: ['c'] })
    expect(run(xml(true, two)).end.status).toBe('completed')
  })

  it('shared event definitions are referred to', () => {
    const { end, count } = run(
      bpmn(
        `${START}<intermediateCatchEvent id="c"><eventDefinitionRef>td</eventDefinitionRef></intermediateCatchEvent>${END}${flows('s->c c->e')}`,
        '<timerEventDefinition id="td"><timeDuration>PT5M</timeDuration></timerEventDefinition>',
      ),
    )
    expect([count('caught', 'c'), end.status]).toEqual([1, 'completed'])
  })
})

describe('messages between pools', () => {
  const flow = (id: string, source: string, target: string) =>
    `<messageFlow id="${id}" sourceRef="${source}" targetRef="${target}"/>`

  it('begin another process, and come back', () => {
    const xml = bpmn(
      `<collaboration id="co"><participant id="P" processRef="p"/><participant id="Q" processRef="q"/>${flow('m1', 'ask', 'qs')}${flow('m2', 'qe', 'answer')}</collaboration>
       <process id="p">${START}<sendTask id="ask"/><intermediateCatchEvent id="answer"><messageEventDefinition/></intermediateCatchEvent>${END}${flows('s->ask ask->answer answer->e')}</process>
       <process id="q"><startEvent id="qs"><messageEventDefinition/></startEvent><userTask id="work"/><endEvent id="qe"><messageEventDefinition/></endEvent>${flows('qs->work work->qe')}</process>`,
    )
    const { all, end } = run(xml, { processes: ['p'] })
    expect(all('completed')).toEqual(['s', 'ask', 'qs', 'work', 'qe', 'answer', 'e'])
    expect(end.status).toBe('completed')
  })

  it('instantiating receive task and event-based gateway', () => {
    const receive = bpmn(`<receiveTask id="r" instantiate="true"/>${END}${flows('r->e')}`)
    expect(run(receive).all('completed')).toEqual(['r', 'e'])
    const gateway = bpmn(
      `<eventBasedGateway id="g" instantiate="true"/><intermediateCatchEvent id="a"><messageEventDefinition/></intermediateCatchEvent><intermediateCatchEvent id="b"><messageEventDefinition/></intermediateCatchEvent>${END}${flows('g->a g->b a->e b->e')}`,
    )
    expect(run(gateway).all('completed')).toEqual(['g', 'a', 'e'])
  })
})

describe('diagrams', () => {
  it('are laid out with pools and message flows, and kept when a file has one', async () => {
    const xml = bpmn(
      `<collaboration id="co"><participant id="P" processRef="p"/><participant id="Q" processRef="q"/><messageFlow id="m1" sourceRef="ask" targetRef="qs"/></collaboration>
       <process id="p">${START}<sendTask id="ask"/>${END}${flows('s->ask ask->e')}</process>
       <process id="q"><startEvent id="qs"><messageEventDefinition/></startEvent><endEvent id="qe"/>${flows('qs->qe')}</process>`,
    )
    const { definition } = readBpmn(xml, { file: 'x.bpmn' })
    if (definition === undefined) throw new Error('expected a definition')
    const diagram = await layoutDiagram(definition)
    expect(diagram.shapes.map(({ element }) => element).sort()).toEqual(['P', 'Q', 'ask', 'e', 'qe', 'qs', 's'])
    expect(diagram.edges.map(({ element }) => element).sort()).toEqual(['ask_e', 'm1', 'qs_qe', 's_ask'])
    for (const { width, height } of diagram.shapes) expect(Math.min(width, height)).toBeGreaterThan(0)
    const again = readBpmn(writeBpmn(definition, { diagram }), { file: 'y.bpmn' })
    const near = (value: number) => Math.round(value * 100) / 100
    expect(again.diagram?.shapes.map(({ element, x }) => [element, x])).toEqual(
      diagram.shapes.map(({ element, x }) => [element, near(x)]),
    )
  })
})

describe('together', () => {
  const ERROR = '<error id="er" errorCode="E1"/>'

  it('an error leaves a called process, and ends the call', () => {
    const { all, end } = run(
      bpmn(
        `${ERROR}<process id="p">${START}<callActivity id="c" calledElement="q"/><boundaryEvent id="b" attachedToRef="c"><errorEventDefinition errorRef="er"/></boundaryEvent><endEvent id="caught"/>${END}${flows('s->c c->e b->caught')}</process>
         <process id="q"><startEvent id="qs"/><parallelGateway id="f"/><userTask id="other"/><endEvent id="qe"><errorEventDefinition errorRef="er"/></endEvent>${flows('qs->f f->other f->qe')}</process>`,
      ),
    )
    expect(all('terminated').sort()).toEqual(['c', 'other'])
    expect([all('completed').at(-1), end.status]).toEqual(['caught', 'completed'])
  })

  it('an event sub-process catches an error before the boundary event does', () => {
    const { all, end } = run(
      bpmn(
        `${START}<subProcess id="sub"><startEvent id="is"/><endEvent id="ie"><errorEventDefinition errorRef="er"/></endEvent>${flows('is->ie')}<subProcess id="h" triggeredByEvent="true"><startEvent id="hs"><errorEventDefinition errorRef="er"/></startEvent><userTask id="ha"/><endEvent id="he"/>${flows('hs->ha ha->he')}</subProcess></subProcess><boundaryEvent id="b" attachedToRef="sub"><errorEventDefinition/></boundaryEvent><endEvent id="outside"/>${END}${flows('s->sub sub->e b->outside')}`,
        ERROR,
      ),
    )
    expect(all('completed')).toEqual(['s', 'is', 'ie', 'hs', 'ha', 'he', 'h', 'sub', 'e'])
    expect(end.status).toBe('completed')
  })

  it('an error in one of many instances ends all of them', () => {
    const { count, end } = run(
      bpmn(
        `${START}<subProcess id="sub"><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics><startEvent id="is"/><userTask id="a"/><exclusiveGateway id="x" default="x_ok"/><endEvent id="ok"/><endEvent id="ie"><errorEventDefinition errorRef="er"/></endEvent>${flows('is->a a->x x->ie?loopCounter_=_2 x->ok')}</subProcess><boundaryEvent id="b" attachedToRef="sub"><errorEventDefinition errorRef="er"/></boundaryEvent><endEvent id="caught"/>${END}${flows('s->sub sub->e b->caught')}`,
        ERROR,
      ),
    )
    expect([count('completed', 'sub'), count('terminated', 'sub'), count('terminated', 'a')]).toEqual([1, 2, 1])
    expect([count('completed', 'caught'), count('completed', 'e'), end.status]).toEqual([1, 0, 'completed'])
  })

  it('an interrupting timer ends a multi-instance activity as a whole', () => {
    const { count, end } = run(
      bpmn(
        `${START}<receiveTask id="a"><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics></receiveTask><boundaryEvent id="b" attachedToRef="a"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>${END}${flows('s->a a->e b->e')}`,
      ),
    )
    expect([count('terminated', 'a'), count('completed', 'e'), end.status]).toEqual([3, 1, 'completed'])
  })

  it('multi-instance throws its behaviour at its border: None at each completion, One at the first', () => {
    const behaviour = (kind: string) =>
      run(
        bpmn(
          `${START}<userTask id="a"><multiInstanceLoopCharacteristics behavior="${kind}" ${kind === 'None' ? 'none' : 'one'}BehaviorEventRef="sd"><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics></userTask><boundaryEvent id="b" attachedToRef="a" cancelActivity="false"><signalEventDefinition signalRef="sg"/></boundaryEvent><endEvent id="n"/>${END}${flows('s->a a->e b->n')}`,
          '<signal id="sg" name="sg"/><signalEventDefinition id="sd" signalRef="sg"/>',
        ),
      )
    expect(behaviour('One').count('caught', 'b')).toBe(1)
    expect(behaviour('None').count('caught', 'b')).toBe(3)
  })

  it('data of a sub-process is its own; what it does not declare is around it', () => {
    const { all } = run(
      bpmn(
        `${START}<subProcess id="sub"><dataObject id="inner"/><startEvent id="is"/>${script('w', '{ inner: 1, outer: 2 }')}<endEvent id="ie"/>${flows('is->w w->ie')}</subProcess><exclusiveGateway id="x" default="x_bad"/>${END}<endEvent id="bad"/>${flows('s->sub sub->x x->e?inner_=_null_and_outer_=_2 x->bad')}`,
      ),
    )
    expect(all('completed').at(-1)).toBe('e')
  })

  it('vendors: mappings, assignments, jobs and lists of Zeebe', () => {
    const { all } = run(
      bpmn(
        `<process id="p" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">${START}<serviceTask id="a"><extensionElements><zeebe:taskDefinition type="job"/><zeebe:ioMapping><zeebe:input source="=n + 1" target="given"/><zeebe:output source="=given * 10" target="out"/></zeebe:ioMapping></extensionElements></serviceTask><scriptTask id="m"><extensionElements><zeebe:script expression="=item + 1" resultVariable="r"/></extensionElements><multiInstanceLoopCharacteristics isSequential="true"><extensionElements><zeebe:loopCharacteristics inputCollection="=[1, 2]" inputElement="item" outputCollection="list" outputElement="=r"/></extensionElements></multiInstanceLoopCharacteristics></scriptTask><exclusiveGateway id="x" default="x_bad"/>${END}<endEvent id="bad"/>${flows('s->a a->m m->x x->e?list_=_[2,3]_and_out_=_20 x->bad')}</process>`,
      ),
      { vars: { n: 1 } },
    )
    expect(all('completed').at(-1)).toBe('e')
  })
})
