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
