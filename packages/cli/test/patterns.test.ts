import { describe, expect, it } from 'vitest'
import { bpmn, flows, run, type Traced } from './bpmn.fixture.ts'

/**
 * The control-flow patterns of van der Aalst and others (workflowpatterns.com) that BPMN expresses, under their numbers. It has no word
 * for 15 (new instances while they run), 18 (milestone), 34 and 36 (joins of instances that let the rest run) and 39 (critical section).
 */
const S = '<startEvent id="s"/>'
const E = '<endEvent id="e"/>'
const tasks = (...ids: string[]) => ids.map((id) => `<userTask id="${id}"/>`).join('')
const gate = (kind: string, id: string, more = '') => `<${kind}Gateway id="${id}" ${more}/>`
const multi = (id: string, inner: string, attributes = '') =>
  `<userTask id="${id}"><multiInstanceLoopCharacteristics ${attributes}>${inner}</multiInstanceLoopCharacteristics></userTask>`
const timer = (time: string) => `<timerEventDefinition><timeDuration>${time}</timeDuration></timerEventDefinition>`
const times = ({ count }: Traced, ...ids: string[]) => ids.map((id) => count('completed', id))

describe('control-flow patterns', () => {
  it('1 sequence', () => {
    expect(run(bpmn(`${S}${tasks('a', 'b')}${E}${flows('s->a a->b b->e')}`)).all('completed')).toEqual(['s', 'a', 'b', 'e'])
  })

  it('2 parallel split and 3 synchronization', () => {
    const found = run(
      bpmn(`${S}${gate('parallel', 'f')}${tasks('a', 'b')}${gate('parallel', 'j')}${E}${flows('s->f f->a f->b a->j b->j j->e')}`),
    )
    expect([times(found, 'a', 'b', 'j', 'e'), found.end.status]).toEqual([[1, 1, 1, 1], 'completed'])
  })

  it('4 exclusive choice and 5 simple merge', () => {
    const xml = bpmn(
      `${S}${gate('exclusive', 'x', 'default="x_b"')}${tasks('a', 'b')}${gate('exclusive', 'm')}${E}${flows('s->x x->a?n_>_0 x->b a->m b->m m->e')}`,
    )
    expect(times(run(xml, { vars: { n: 1 } }), 'a', 'b', 'e')).toEqual([1, 0, 1])
    expect(times(run(xml, { vars: { n: 0 } }), 'a', 'b', 'e')).toEqual([0, 1, 1])
  })

  it('6 multi-choice and 7 structured synchronizing merge', () => {
    const xml = bpmn(
      `${S}${gate('inclusive', 'f', 'default="f_c"')}${tasks('a', 'b', 'c')}${gate('inclusive', 'j')}${E}${flows('s->f f->a?n_>_0 f->b?n_>_1 f->c a->j b->j c->j j->e')}`,
    )
    expect([0, 1, 2].map((n) => times(run(xml, { vars: { n } }), 'a', 'b', 'c', 'j'))).toEqual([
      [0, 0, 1, 1],
      [1, 0, 0, 1],
      [1, 1, 0, 1],
    ])
  })

  it('8 multi-merge: what follows runs once for each token', () => {
    const found = run(
      bpmn(
        `${S}${gate('parallel', 'f')}${tasks('a', 'b', 'c')}${gate('exclusive', 'm')}${E}${flows('s->f f->a f->b a->m b->m m->c c->e')}`,
      ),
    )
    expect([times(found, 'c', 'e'), found.end.status]).toEqual([[2, 2], 'completed'])
  })

  it('9 structured discriminator and 28 blocking discriminator: the first goes on, the others are taken in', () => {
    const found = run(
      bpmn(
        `${S}${gate('parallel', 'f')}${tasks('a', 'b', 'c')}<complexGateway id="d"><activationCondition>activationCount &gt;= 1</activationCondition></complexGateway>${tasks('z')}${E}${flows('s->f f->a f->b f->c a->d b->d c->d d->z?waitingForStart z->e')}`,
      ),
    )
    expect([times(found, 'a', 'b', 'c', 'z', 'e'), found.end.status]).toEqual([[1, 1, 1, 1, 1], 'completed'])
  })

  it('30 structured partial join: two of three', () => {
    const found = run(
      bpmn(
        `${S}${gate('parallel', 'f')}${tasks('a', 'b', 'c')}<complexGateway id="d"><activationCondition>activationCount = 2</activationCondition></complexGateway>${tasks('z')}${E}${flows('s->f f->a f->b f->c a->d b->d c->d d->z?waitingForStart z->e')}`,
      ),
    )
    expect([times(found, 'z', 'e'), found.end.status]).toEqual([[1, 1], 'completed'])
  })

  it('10 arbitrary cycles: two ways in, two ways out', () => {
    const count = (id: string) => `<scriptTask id="${id}" scriptFormat="feel"><script>{ n: n + 1 }</script></scriptTask>`
    const found = run(
      bpmn(
        `${S}${gate('exclusive', 'm1')}${count('a')}${gate('exclusive', 'x1', 'default="x1_m2"')}${gate('exclusive', 'm2')}${count('b')}${gate('exclusive', 'x2', 'default="x2_e"')}${E}${flows('s->m1 m1->a a->x1 x1->e?n_>_8 x1->m2 m2->b b->x2 x2->m2?n_=_2 x2->m1?n_<_6 x2->e')}`,
      ),
      { vars: { n: 0 } },
    )
    // a:1 b:2 (again) b:3 a:4 b:5 a:6 b:7, and out.
    expect([times(found, 'a', 'b', 'e'), found.end.status]).toEqual([[3, 4, 1], 'completed'])
  })

  it('11 implicit termination: it ends when nothing is left', () => {
    expect(run(bpmn(`${S}${gate('parallel', 'f')}${tasks('a', 'b')}${flows('s->f f->a f->b')}`)).end.status).toBe('completed')
  })

  it('43 explicit termination: it ends at once', () => {
    const found = run(
      bpmn(
        `${S}${gate('parallel', 'f')}${tasks('a', 'b')}<endEvent id="t"><terminateEventDefinition/></endEvent>${E}${flows('s->f f->a f->b a->t b->e')}`,
      ),
    )
    expect([times(found, 'a', 'b'), found.end.status]).toEqual([[1, 0], 'terminated'])
  })

  it('12 multiple instances without synchronization: each goes on by itself', () => {
    const found = run(bpmn(`${S}<task id="a" completionQuantity="3"/>${tasks('b')}${E}${flows('s->a a->b b->e')}`))
    expect(times(found, 'b', 'e')).toEqual([3, 3])
  })

  it('13 multiple instances with a-priori design-time knowledge', () => {
    expect(
      times(run(bpmn(`${S}${multi('a', '<loopCardinality>3</loopCardinality>')}${E}${flows('s->a a->e')}`)), 'a', 'e'),
    ).toEqual([3, 1])
  })

  it('14 multiple instances with a-priori run-time knowledge', () => {
    const xml = bpmn(`${S}${multi('a', '<loopCardinality>count(items)</loopCardinality>')}${E}${flows('s->a a->e')}`)
    expect(times(run(xml, { vars: { items: [1, 2] } }), 'a', 'e')).toEqual([2, 1])
  })

  it('35 cancelling partial join for multiple instances: two of five are enough', () => {
    const inner = '<loopCardinality>5</loopCardinality><completionCondition>numberOfCompletedInstances = 2</completionCondition>'
    const found = run(bpmn(`${S}${multi('a', inner)}${E}${flows('s->a a->e')}`))
    expect([times(found, 'a', 'e'), found.count('terminated', 'a')]).toEqual([[2, 1], 3])
  })

  it('16 deferred choice: the world decides', () => {
    const found = run(
      bpmn(
        `${S}${gate('eventBased', 'g')}<intermediateCatchEvent id="t1">${timer('PT2H')}</intermediateCatchEvent><intermediateCatchEvent id="t2">${timer('PT1H')}</intermediateCatchEvent>${tasks('a', 'b')}${E}${flows('s->g g->t1 g->t2 t1->a t2->b a->e b->e')}`,
      ),
    )
    expect(times(found, 'a', 'b')).toEqual([0, 1])
  })

  it('17 interleaved parallel routing and 40 interleaved routing: one at a time', () => {
    const found = run(
      bpmn(
        `${S}<adHocSubProcess id="h" ordering="Sequential">${tasks('a', 'b', 'c')}</adHocSubProcess>${E}${flows('s->h h->e')}`,
      ),
    )
    const told = found.lines.filter(({ element }) => ['a', 'b', 'c'].includes(element)).map(({ event }) => event)
    expect(told).toEqual(['entered', 'completed', 'entered', 'completed', 'entered', 'completed'])
  })

  it('19 cancel task, 25 cancel region', () => {
    const region = `<subProcess id="r">${tasks('b', 'c')}<intermediateCatchEvent id="w">${timer('PT9H')}</intermediateCatchEvent></subProcess>`
    const found = run(
      bpmn(
        `${S}${region}<boundaryEvent id="x" attachedToRef="r">${timer('PT1H')}</boundaryEvent>${tasks('z')}${E}${flows('s->r r->e x->z z->e')}`,
      ),
    )
    expect([found.count('terminated', 'r'), found.count('terminated', 'w'), times(found, 'z', 'e')]).toEqual([1, 1, [1, 1]])
  })

  it('20 cancel case', () => {
    const found = run(
      bpmn(
        `${S}<receiveTask id="a"/>${E}${flows('s->a a->e')}<subProcess id="h" triggeredByEvent="true"><startEvent id="hs">${timer('PT1H')}</startEvent><endEvent id="he"><terminateEventDefinition/></endEvent>${flows('hs->he')}</subProcess>`,
      ),
    )
    expect([found.count('terminated', 'a'), found.end.status]).toEqual([1, 'completed'])
  })

  it('21 structured loop', () => {
    const xml = bpmn(
      `${S}<scriptTask id="a" scriptFormat="feel"><standardLoopCharacteristics testBefore="true"><loopCondition>n &lt; 4</loopCondition></standardLoopCharacteristics><script>{ n: n + 1 }</script></scriptTask>${E}${flows('s->a a->e')}`,
    )
    expect(times(run(xml, { vars: { n: 0 } }), 'a', 'e')).toEqual([4, 1])
  })

  it('22 recursion: a process calls itself', () => {
    const xml = bpmn(
      `<process id="p">${S}<scriptTask id="a" scriptFormat="feel"><script>{ n: n + 1 }</script></scriptTask>${gate('exclusive', 'x', 'default="x_e"')}<callActivity id="c" calledElement="p"/>${E}${flows('s->a a->x x->c?n_<_3 x->e c->e')}</process>`,
    )
    expect(times(run(xml, { vars: { n: 0 } }), 'a', 'c')).toEqual([3, 2])
  })

  it('23 transient trigger: a signal that nobody awaits is gone', () => {
    const signal = '<signalEventDefinition signalRef="sg"/>'
    const xml = bpmn(
      `${S}<intermediateThrowEvent id="t">${signal}</intermediateThrowEvent>${tasks('a')}<intermediateCatchEvent id="c">${signal}</intermediateCatchEvent>${E}${flows('s->t t->a a->c c->e')}`,
      '<signal id="sg" name="x"/>',
    )
    expect(run(xml).end).toMatchObject({ status: 'waiting', waiting: ['c'] })
  })

  it('24 persistent trigger: a message waits until somebody awaits it', () => {
    const message = '<messageEventDefinition messageRef="m"/>'
    const xml = bpmn(
      `${S}<intermediateThrowEvent id="t">${message}</intermediateThrowEvent>${tasks('a')}<intermediateCatchEvent id="c">${message}</intermediateCatchEvent>${E}${flows('s->t t->a a->c c->e')}`,
      '<message id="m" name="x"/>',
    )
    expect(run(xml).end.status).toBe('completed')
  })

  it('26 cancel multiple instance activity: all instances end, and the flow goes elsewhere', () => {
    const many = `<receiveTask id="a"><multiInstanceLoopCharacteristics><loopCardinality>4</loopCardinality></multiInstanceLoopCharacteristics></receiveTask>`
    const found = run(
      bpmn(
        `${S}${many}<boundaryEvent id="x" attachedToRef="a">${timer('PT1H')}</boundaryEvent>${tasks('z')}${E}<endEvent id="no"/>${flows('s->a a->e x->z z->no')}`,
      ),
    )
    expect([found.count('entered', 'a'), found.count('terminated', 'a'), times(found, 'a', 'e', 'no')]).toEqual([4, 4, [0, 0, 1]])
  })

  it('27 complete multiple instance activity: what is left is withdrawn, and the flow goes on as after all of them', () => {
    const many = `<subProcess id="a"><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics><userTask id="b"/></subProcess>`
    const found = run(
      bpmn(
        `${S}${gate('parallel', 'f')}${many}<boundaryEvent id="x" attachedToRef="a"><signalEventDefinition signalRef="stop"/></boundaryEvent><intermediateThrowEvent id="t"><signalEventDefinition signalRef="stop"/></intermediateThrowEvent><userTask id="first"/>${gate('exclusive', 'm')}${tasks('z')}${E}${flows('s->f f->first first->t f->a a->m x->m m->z z->e')}`,
        '<signal id="stop" name="stop"/>',
      ),
    )
    expect([found.count('terminated', 'b'), times(found, 'b', 'z', 'e'), found.end.status]).toEqual([3, [0, 1, 1], 'completed'])
  })

  it('29 cancelling discriminator: the first goes on, the others end', () => {
    const race = `<subProcess id="r"><startEvent id="rs"/>${gate('parallel', 'f')}${tasks('a', 'b', 'c')}<endEvent id="re"><terminateEventDefinition/></endEvent>${flows('rs->f f->a f->b f->c a->re b->re c->re')}</subProcess>`
    const found = run(bpmn(`${S}${race}${tasks('z')}${E}${flows('s->r r->z z->e')}`))
    expect([times(found, 'a', 'b', 'c', 'z', 'e'), found.end.status]).toEqual([[1, 0, 0, 1, 1], 'completed'])
    expect([found.count('terminated', 'b'), found.count('terminated', 'c')]).toEqual([1, 1])
  })

  it('31 blocking partial join: what comes again waits until the round is over', () => {
    const found = run(
      bpmn(
        `${S}<task id="twice" completionQuantity="2"/>${gate('parallel', 'f')}${tasks('a', 'b', 'c')}<complexGateway id="d"><activationCondition>activationCount &gt;= 2</activationCondition></complexGateway>${tasks('z')}${E}${flows('s->twice twice->f f->a f->b f->c a->d b->d c->d d->z?waitingForStart z->e')}`,
      ),
    )
    expect([times(found, 'a', 'b', 'c', 'z', 'e'), found.end.status]).toEqual([[2, 2, 2, 2, 2], 'completed'])
  })

  it('32 cancelling partial join: two of three go on, the third ends', () => {
    const race = `<subProcess id="r"><startEvent id="rs"/>${gate('parallel', 'f')}${tasks('a', 'b', 'c')}<complexGateway id="d"><activationCondition>activationCount = 2</activationCondition></complexGateway><endEvent id="re"><terminateEventDefinition/></endEvent>${flows('rs->f f->a f->b f->c a->d b->d c->d d->re')}</subProcess>`
    const found = run(bpmn(`${S}${race}${tasks('z')}${E}${flows('s->r r->z z->e')}`))
    expect([times(found, 'a', 'b', 'c', 'z', 'e'), found.count('terminated', 'c')]).toEqual([[1, 1, 0, 1, 1], 1])
  })

  it('33 generalised AND-join: it takes one token of each branch as often as all have one; what is surplus stays', () => {
    const xml = (a: number, b: number) =>
      bpmn(
        `${S}${gate('parallel', 'f')}<task id="a" completionQuantity="${a}"/><task id="b" completionQuantity="${b}"/>${gate('parallel', 'j')}${E}${flows('s->f f->a f->b a->j b->j j->e')}`,
      )
    expect([times(run(xml(2, 2)), 'j', 'e'), run(xml(2, 2)).end.status]).toEqual([[2, 2], 'completed'])
    expect([times(run(xml(3, 2)), 'j', 'e'), run(xml(3, 2)).end]).toMatchObject([[2, 2], { status: 'waiting', waiting: ['j'] }])
  })

  it('a deadlock stays one: a join that one branch never reaches waits for ever', () => {
    const found = run(
      bpmn(
        `${S}${gate('exclusive', 'x', 'default="x_b"')}${tasks('a', 'b')}${gate('parallel', 'j')}${E}${flows('s->x x->a?false x->b a->j b->j j->e')}`,
      ),
    )
    expect(found.end).toMatchObject({ status: 'waiting', waiting: ['j'] })
  })

  it('37 acyclic synchronizing merge and 38 general synchronizing merge: two inclusive merges', () => {
    const xml = bpmn(
      `${S}${gate('inclusive', 'f')}${tasks('a', 'b', 'c')}${gate('inclusive', 'j1')}${gate('inclusive', 'j2')}${E}${flows('s->f f->a?true f->b?n_>_0 f->c?n_>_1 a->j1 b->j1 j1->j2 c->j2 j2->e')}`,
    )
    expect([0, 1, 2].map((n) => times(run(xml, { vars: { n } }), 'j1', 'j2', 'e'))).toEqual([
      [1, 1, 1],
      [1, 1, 1],
      [1, 1, 1],
    ])
  })

  it('41 thread merge and 42 thread split: quantities', () => {
    const found = run(
      bpmn(`${S}<task id="a" completionQuantity="4"/><task id="b" startQuantity="2"/>${E}${flows('s->a a->b b->e')}`),
    )
    expect([times(found, 'b', 'e'), found.end.status]).toEqual([[2, 2], 'completed'])
  })
})
