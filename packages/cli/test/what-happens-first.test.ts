import { describe, expect, it } from 'vitest'
import { bpmn, flows, run } from './bpmn.fixture.ts'

/** What may depend on the order of steps within one command, and what must not. Ruling S-25. */
const START = '<startEvent id="s"/>'
const END = '<endEvent id="e"/>'
const SIGNAL = '<signalEventDefinition signalRef="sg"/>'
const ROOTS = '<signal id="sg" name="sig"/>'
const NEVER = '<endEvent id="never"/>'
const condition = (text: string) => `<conditionalEventDefinition><condition>${text}</condition></conditionalEventDefinition>`
const script = (id: string, text: string) => `<scriptTask id="${id}" scriptFormat="feel"><script>${text}</script></scriptTask>`
const inside = (body: string) => `<subProcess id="sub"><startEvent id="is"/>${body}<endEvent id="ie"/></subProcess>`

describe('a signal', () => {
  it('is not heard by what comes after the throwing event', () => {
    const { count, end } = run(
      bpmn(
        `${START}<intermediateThrowEvent id="t">${SIGNAL}</intermediateThrowEvent><intermediateCatchEvent id="c">${SIGNAL}</intermediateCatchEvent>${END}${flows('s->t t->c c->e')}`,
        ROOTS,
      ),
    )
    expect([count('thrown', 't'), count('caught', 'c'), end.waiting]).toEqual([1, 0, ['c']])
  })

  it('is heard by a boundary event of the sub-process whose end throws it, before that is complete', () => {
    const { all, end } = run(
      bpmn(
        `${START}<subProcess id="sub"><startEvent id="is"/><endEvent id="ie">${SIGNAL}</endEvent>${flows('is->ie')}</subProcess><boundaryEvent id="b" attachedToRef="sub">${SIGNAL}</boundaryEvent>${NEVER}${END}${flows('s->sub sub->never b->e')}`,
        ROOTS,
      ),
    )
    expect([all('completed'), all('terminated'), end.status]).toEqual([['s', 'is', 'ie', 'b', 'e'], ['sub'], 'completed'])
  })

  it('keeps an inclusive merge waiting for the token that threw it', () => {
    const { count, end } = run(
      bpmn(
        `${START}<inclusiveGateway id="f"/><task id="a"/><intermediateThrowEvent id="t">${SIGNAL}</intermediateThrowEvent><inclusiveGateway id="j"/>${END}${flows('s->f f->a f->t a->j t->j j->e')}`,
        ROOTS,
      ),
    )
    expect([count('entered', 'j'), count('completed', 'e'), end.status]).toEqual([1, 1, 'completed'])
  })
})

describe('a sub-process', () => {
  it('is complete as soon as its last token has ended, whatever else is under way (BPMN §13.3.4)', () => {
    const { count, all } = run(
      bpmn(
        `${START}<parallelGateway id="f"/>${inside(`<task id="it"/>${flows('is->it it->ie')}`)}<boundaryEvent id="b" attachedToRef="sub">${SIGNAL}</boundaryEvent>${NEVER}<endEvent id="t">${SIGNAL}</endEvent>${END}${flows('s->f f->sub f->t sub->e b->never')}`,
        ROOTS,
      ),
    )
    expect([count('completed', 'sub'), count('completed', 'e'), all('terminated')]).toEqual([1, 1, []])
  })

  it('is not complete while a token is on its way in it', () => {
    const { all } = run(
      bpmn(
        `${START}${inside(`<parallelGateway id="f"/><task id="a"/><task id="b"/>${flows('is->f f->ie f->a a->b b->ie')}`)}${END}${flows('s->sub sub->e')}`,
      ),
    )
    expect(all('completed')).toEqual(['s', 'is', 'f', 'ie', 'a', 'b', 'ie', 'sub', 'e'])
  })
})

describe('a condition', () => {
  it('that holds when an intermediate event begins to wait happens at once, wherever the token comes from', () => {
    const waits = `<intermediateCatchEvent id="c">${condition('n = 1')}</intermediateCatchEvent>${END}`
    for (const [first, more] of [
      ['', 's->c'],
      ['<userTask id="u"/>', 's->u u->c'],
    ]) {
      const { count, end } = run(bpmn(`${START}${first}${waits}${flows(`${more} c->e`)}`), { vars: { n: 1 } })
      expect([count('caught', 'c'), end.status]).toEqual([1, 'completed'])
    }
  })

  it('that passes between two steps is seen: each time that it becomes true', () => {
    const body = `${script('on', '{ n: 1 }')}${script('still', '{ n: 1, m: 1 }')}${script('off', '{ n: 0 }')}${script('again', '{ n: 1 }')}${flows('is->on on->still still->off off->again again->ie')}`
    const { count, end } = run(
      bpmn(
        `${START}${inside(body)}<boundaryEvent id="b" attachedToRef="sub" cancelActivity="false">${condition('n = 1')}</boundaryEvent><endEvent id="be"/>${END}${flows('s->sub sub->e b->be')}`,
      ),
      { vars: { n: 0 } },
    )
    expect([count('caught', 'b'), count('completed', 'e'), end.status]).toEqual([2, 1, 'completed'])
  })

  it('interrupts what is under way, before its next step', () => {
    const body = `${script('on', '{ n: 1 }')}${script('off', '{ n: 0 }')}${flows('is->on on->off off->ie')}`
    const { all } = run(
      bpmn(
        `${START}${inside(body)}<boundaryEvent id="b" attachedToRef="sub">${condition('n = 1')}</boundaryEvent>${NEVER}${END}${flows('s->sub sub->never b->e')}`,
      ),
      { vars: { n: 0 } },
    )
    expect(all('completed')).toEqual(['s', 'is', 'on', 'b', 'e'])
  })
})

describe('a signal without a name', () => {
  const NAMELESS = '<signalEventDefinition/>'

  it('is heard by those that name none either', () => {
    const { all, end } = run(
      bpmn(
        `${START}<parallelGateway id="f"/><intermediateCatchEvent id="c">${NAMELESS}</intermediateCatchEvent><intermediateCatchEvent id="d">${SIGNAL}</intermediateCatchEvent><endEvent id="t">${NAMELESS}</endEvent>${END}${flows('s->f f->t f->c f->d c->e d->e')}`,
        ROOTS,
      ),
    )
    expect([all('caught'), end.waiting]).toEqual([['c'], ['d']])
  })

  it('is what a multi-instance activity throws at its border where it names nothing (BPMN §10.3.8)', () => {
    for (const [behavior, times] of [
      ['None', 3],
      ['One', 1],
      ['All', 0],
    ] as const) {
      const { count } = run(
        bpmn(
          `${START}<userTask id="a"><multiInstanceLoopCharacteristics behavior="${behavior}"><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics></userTask><boundaryEvent id="b" attachedToRef="a" cancelActivity="false">${NAMELESS}</boundaryEvent><endEvent id="be"/>${END}${flows('s->a a->e b->be')}`,
        ),
      )
      expect([behavior, count('caught', 'b')]).toEqual([behavior, times])
    }
  })
})
