import { describe, expect, it } from 'vitest'
import { bpmn, flows, run } from './bpmn.fixture.ts'

const KEY = `<itemDefinition id="any"/><message id="m" itemRef="any"/>
  <correlationProperty id="order" type="any"><correlationPropertyRetrievalExpression messageRef="m"><messagePath>number</messagePath></correlationPropertyRetrievalExpression></correlationProperty>`
const COLLABORATION = `<collaboration id="c"><participant id="pp" processRef="p"/><participant id="pq" processRef="q"/><participant id="pr" processRef="r"/><correlationKey id="key"><correlationPropertyRef>order</correlationPropertyRef></correlationKey></collaboration>`

/** A process that asks for the order that its own variable `mine` names, as a script sets it. */
const receiver = (id: string, mine: number, subscribes: boolean) => {
  const subscription = `<correlationSubscription id="${id}-sub" correlationKeyRef="key"><correlationPropertyBinding id="${id}-bind" correlationPropertyRef="order"><dataPath>mine</dataPath></correlationPropertyBinding></correlationSubscription>`
  return `<process id="${id}" isExecutable="true"><startEvent id="${id}-s"/><scriptTask id="${id}-set" scriptFormat="feel"><script>{ mine: ${mine} }</script></scriptTask><receiveTask id="${id}-wait" messageRef="m"/><endEvent id="${id}-e"/>${flows(`${id}-s->${id}-set ${id}-set->${id}-wait ${id}-wait->${id}-e`)}${subscribes ? subscription : ''}</process>`
}
const sender = (number: number) =>
  `<process id="p" isExecutable="true"><startEvent id="s"/><scriptTask id="set" scriptFormat="feel"><script>{ number: ${number} }</script></scriptTask><sendTask id="send" messageRef="m"/><endEvent id="e"/>${flows('s->set set->send send->e')}</process>`

describe('a message of a conversation', () => {
  it.each([
    [1, 'q'],
    [2, 'r'],
  ])('goes to the process whose own data give the number %i, where processes subscribe (BPMN §8.4.2)', (number, by) => {
    const xml = bpmn(`${sender(number)}${receiver('q', 1, true)}${receiver('r', 2, true)}${COLLABORATION}`, KEY)
    const { count, end } = run(xml, { processes: ['q', 'r', 'p'] })
    expect([count('completed', 'q-e'), count('completed', 'r-e')]).toEqual(by === 'q' ? [1, 0] : [0, 1])
    expect(end.status).toBe('waiting')
  })

  it('goes to nobody where no subscription has its number', () => {
    const xml = bpmn(`${sender(3)}${receiver('q', 1, true)}${receiver('r', 2, true)}${COLLABORATION}`, KEY)
    const { count } = run(xml, { processes: ['q', 'r', 'p'] })
    expect([count('completed', 'q-e'), count('completed', 'r-e'), count('completed', 'e')]).toEqual([0, 0, 1])
  })

  it('goes to the first that waits where none subscribes and none is in a conversation yet', () => {
    const xml = bpmn(`${sender(2)}${receiver('q', 1, false)}${receiver('r', 2, false)}${COLLABORATION}`, KEY)
    const { count } = run(xml, { processes: ['q', 'r', 'p'] })
    expect([count('completed', 'q-e'), count('completed', 'r-e')]).toEqual([1, 0])
  })
})

describe('a message flow', () => {
  const pools = (flow: string, p: string, q: string) =>
    bpmn(
      `<collaboration id="co"><participant id="P" processRef="p"/><participant id="Q" processRef="q"/><participant id="box"/>${flow}</collaboration><process id="p">${p}</process><process id="q">${q}</process>`,
      '<message id="m"/>',
    )
  const link = (id: string, source: string, target: string) =>
    `<messageFlow id="${id}" sourceRef="${source}" targetRef="${target}"/>`
  const sends = (task: string) => `<startEvent id="s"/>${task}<endEvent id="e"/>${flows('s->a a->e')}`
  const waits = `<startEvent id="qs"/><receiveTask id="r"/><endEvent id="qe"/>${flows('qs->r r->qe')}`

  it.each([
    ['an element to a pool', 'a', 'Q'],
    ['a pool to an element', 'P', 'r'],
    ['a pool to a pool', 'P', 'Q'],
    ['an element to an element', 'a', 'r'],
  ])('from %s reaches a wait that names no message', (_, source, target) => {
    const { count, end } = run(pools(link('f', source, target), sends('<sendTask id="a"/>'), waits), { processes: ['q', 'p'] })
    expect([count('caught', 'r'), end.status]).toEqual([1, 'completed'])
  })

  it('to a black box reaches nobody else', () => {
    const { end } = run(
      pools(link('f', 'a', 'box'), sends('<sendTask id="a" messageRef="m"/>'), waits.replace('id="r"', 'id="r" messageRef="m"')),
      {
        processes: ['q', 'p'],
      },
    )
    expect(end).toMatchObject({ status: 'waiting', waiting: ['r'] })
  })

  it('reaches the element that it leads to, and no other that waits for the same message', () => {
    const two = `<startEvent id="qs"/><parallelGateway id="f"/><receiveTask id="r1" messageRef="m"/><receiveTask id="r2" messageRef="m"/>${flows('qs->f f->r1 f->r2')}`
    const { all, end } = run(pools(link('mf', 'a', 'r2'), sends('<sendTask id="a" messageRef="m"/>'), two), {
      processes: ['q', 'p'],
    })
    expect([all('caught'), end.waiting]).toEqual([['r2'], ['r1']])
  })

  it('is one of several: each brings the message to its own pool', () => {
    const start = '<startEvent id="qs"><messageEventDefinition messageRef="m"/></startEvent>'
    const xml = bpmn(
      `<collaboration id="co"><participant id="P" processRef="p"/><participant id="Q" processRef="q"/><participant id="R" processRef="r"/>${link('m1', 'a', 'qs')}${link('m2', 'a', 'rs')}</collaboration><process id="p">${sends('<sendTask id="a" messageRef="m"/>')}</process><process id="q">${start}<endEvent id="qe"/>${flows('qs->qe')}</process><process id="r">${start.replace('qs', 'rs')}<endEvent id="re"/>${flows('rs->re')}</process>`,
      '<message id="m"/>',
    )
    expect(run(xml, { processes: ['p'] }).all('caught')).toEqual(['qs', 'rs'])
  })

  it.each(['userTask', 'serviceTask', 'task'])('out of a %s is sent when that is done', (kind) => {
    const start = `<startEvent id="qs"><messageEventDefinition/></startEvent><endEvent id="qe"/>${flows('qs->qe')}`
    const { all, end } = run(pools(link('f', 'a', 'qs'), sends(`<${kind} id="a"/>`), start), { processes: ['p'] })
    expect([all('completed'), end.status]).toEqual([['s', 'a', 'e', 'qs', 'qe'], 'completed'])
  })
})

describe('a message that nobody names', () => {
  it('and that no message flow leads is for nobody', () => {
    const { end } = run(
      bpmn(`<startEvent id="s"/><sendTask id="a"/><receiveTask id="r"/><endEvent id="e"/>${flows('s->a a->r r->e')}`),
    )
    expect(end).toEqual({ event: 'end', status: 'waiting', waiting: ['r'] })
  })
})

describe('a start event of several messages', () => {
  const start = (parallel: boolean) =>
    `<process id="q"><startEvent id="qs" parallelMultiple="${parallel}"><messageEventDefinition messageRef="m1"/><messageEventDefinition messageRef="m2"/></startEvent><endEvent id="qe"/>${flows('qs->qe')}</process>`
  const sends = (...messages: string[]) =>
    `<process id="p"><startEvent id="s"/>${messages.map((message, at) => `<sendTask id="a${at}" messageRef="${message}"/>`).join('')}${flows(messages.map((_, at) => `${at === 0 ? 's' : `a${at - 1}`}->a${at}`).join(' '))}</process>`

  it.each([
    ['any of them begins a process', false, ['m1', 'm2'], 2],
    ['all of them together begin one', true, ['m1', 'm2'], 1],
    ['one twice is not both', true, ['m1', 'm1'], 0],
    ['two rounds of both begin two', true, ['m1', 'm2', 'm2', 'm1'], 2],
  ])('%s (BPMN §10.5.2)', (_, parallel, messages, begun) => {
    const { count } = run(bpmn(`${sends(...messages)}${start(parallel)}`, '<message id="m1"/><message id="m2"/>'), {
      processes: ['p'],
    })
    expect(count('completed', 'qe')).toBe(begun)
  })
})
