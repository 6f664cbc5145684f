import { describe, expect, it } from 'vitest'
import { readBpmn } from '../index.ts'

const SPACES =
  'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
const file = (body: string, attributes = 'targetNamespace="urn:x"') =>
  `<definitions ${SPACES} ${attributes}>\n${body}\n</definitions>`
const around = (a: string, inside = '') =>
  `<startEvent id="s"/>${a}<endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/>${inside}`
const process = (inside: string, attributes = '') => `<process id="p" isExecutable="true"${attributes}>${inside}</process>`
const TASK = around('<task id="a"/>')
const one = (roots: string, inside = TASK, attributes = '') => file(`${roots}${process(inside, attributes)}`)
const OTHER =
  '<process id="q"><startEvent id="s2"/><sequenceFlow id="g1" sourceRef="s2" targetRef="b"/><task id="b"/><sequenceFlow id="g2" sourceRef="b" targetRef="e2"/><endEvent id="e2"/></process>'
const together = (inner: string, roots = '', own = TASK, other = OTHER) =>
  file(
    `${roots}<collaboration id="c"><participant id="P" processRef="p"/><participant id="Q" processRef="q"/>${inner}</collaboration>${process(own)}${other}`,
  )
const both = '<participantRef>P</participantRef><participantRef>Q</participantRef>'
const MESSAGE = '<message id="m"/><message id="m2"/>'
const operation = (more = ' name="o"') =>
  `<interface id="i" name="i"><operation id="o"${more}><inMessageRef>m</inMessageRef></operation></interface>`
const property = (id: string) =>
  `<correlationProperty id="${id}"><correlationPropertyRetrievalExpression messageRef="m"><messagePath>x</messagePath></correlationPropertyRetrievalExpression></correlationProperty>`
const key = '<correlationKey id="k"><correlationPropertyRef>cp</correlationPropertyRef></correlationKey>'
const subscribed = (bindings: string) =>
  together(
    key,
    `${MESSAGE}${property('cp')}${property('cp2')}`,
    `${TASK}<correlationSubscription id="u" correlationKeyRef="k">${bindings}</correlationSubscription>`,
  )
const bound = (name: string, inner = '<dataPath>a</dataPath>') =>
  `<correlationPropertyBinding correlationPropertyRef="${name}">${inner}</correlationPropertyBinding>`
const owned = (owner: string, more = '') =>
  one(
    `<resource id="r" name="R"><resourceParameter id="n" name="n"${more}/></resource>`,
    around(`<userTask id="a"><potentialOwner><resourceRef>r</resourceRef>${owner}</potentialOwner></userTask>`),
  )
const given = (name: string) =>
  `<resourceParameterBinding${name}><formalExpression>1</formalExpression></resourceParameterBinding>`
const danced = (task: string) =>
  file(
    `<choreography id="d"><participant id="A"/><participant id="B"/><participant id="C"/>${task}</choreography>${process(TASK)}`,
  )
const dance = (who: string, attributes = ' initiatingParticipantRef="A"') =>
  `<choreographyTask id="t" name="x"${attributes}>${[...who].map((name) => `<participantRef>${name}</participantRef>`).join('')}</choreographyTask>`
const input = (inner: string, more = '') =>
  around(
    `<task id="a"><ioSpecification><dataInput id="i"/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/></ioSpecification>${inner}</task>`,
    `<dataObject id="o"/>${more}`,
  )
const moved = (from: string, to: string) =>
  `<dataInputAssociation><sourceRef>${from}</sourceRef><targetRef>${to}</targetRef></dataInputAssociation>`
const eventSub = (start: string) =>
  `<subProcess id="x" triggeredByEvent="true"><startEvent id="xs" isInterrupting="false">${start}</startEvent><endEvent id="xe"/><sequenceFlow id="xf" sourceRef="xs" targetRef="xe"/></subProcess>`
const drawn = (inner: string, plane = 'bpmnElement="p"') =>
  file(
    `${process(TASK)}<bpmndi:BPMNDiagram id="g"><bpmndi:BPMNPlane id="l" ${plane}>${inner}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>`,
  )
const BOUNDS = '<dc:Bounds x="0" y="0" width="1" height="1"/>'
const shape = (id: string, element: string, inner = BOUNDS, more = '') =>
  `<bpmndi:BPMNShape id="${id}" bpmnElement="${element}"${more}>${inner}</bpmndi:BPMNShape>`
const POINTS = '<di:waypoint x="0" y="0"/><di:waypoint x="1" y="1"/>'
const edge = (element: string, inner = POINTS, more = '') =>
  `<bpmndi:BPMNEdge id="ed" bpmnElement="${element}"${more}>${inner}</bpmndi:BPMNEdge>`

type Case = readonly [what: string, code: string, wrong: string, right: string]

const REQUIRED: readonly Case[] = [
  ['a namespace of its own', 'BPMN_REQUIRED', file(process(TASK), ''), file(process(TASK))],
  ['both ends of an association', 'BPMN_REQUIRED', one('', `${TASK}<association id="z" sourceRef="a"/>`), one('')],
  [
    'both ends of a message flow',
    'BPMN_REQUIRED',
    together('<messageFlow id="z" targetRef="b"/>'),
    together('<messageFlow id="z" sourceRef="a" targetRef="b"/>'),
  ],
  [
    'the type of a relationship',
    'BPMN_REQUIRED',
    one('<relationship><source>p</source><target>p</target></relationship>'),
    one('<relationship type="x"><source>p</source><target>p</target></relationship>'),
  ],
  [
    'both sides of a relationship',
    'BPMN_REQUIRED',
    one('<relationship type="x"><source>p</source></relationship>'),
    one('<relationship type="x"><source>p</source><target>p</target></relationship>'),
  ],
  ['the name of an operation', 'BPMN_REQUIRED', one(MESSAGE + operation('')), one(MESSAGE + operation())],
  ['the name of a resource', 'BPMN_REQUIRED', one('<resource id="r"/>'), one('<resource id="r" name="R"/>')],
  [
    'the message of a retrieval',
    'BPMN_REQUIRED',
    one(MESSAGE + property('cp').replace(' messageRef="m"', '')),
    one(MESSAGE + property('cp')),
  ],
  [
    'the path of a retrieval',
    'BPMN_REQUIRED',
    one(MESSAGE + property('cp').replace(/<messagePath>.*<\/messagePath>/, '')),
    one(MESSAGE + property('cp')),
  ],
  ['the path of a binding', 'BPMN_REQUIRED', subscribed(bound('cp', '')), subscribed(bound('cp'))],
  ['the key of a subscription', 'BPMN_REQUIRED', one('', `${TASK}<correlationSubscription id="u"/>`), subscribed(bound('cp'))],
  ['the parameter of a binding', 'BPMN_REQUIRED', owned(given('')), owned(given(' parameterRef="n"'))],
  [
    'both sides of an assignment',
    'BPMN_REQUIRED',
    one(
      '',
      input('<dataInputAssociation><targetRef>i</targetRef><assignment><from>1</from></assignment></dataInputAssociation>'),
    ),
    one(
      '',
      input(
        '<dataInputAssociation><targetRef>i</targetRef><assignment><from>1</from><to>i</to></assignment></dataInputAssociation>',
      ),
    ),
  ],
  [
    'both sides of an association of participants',
    'BPMN_REQUIRED',
    together('<participantAssociation/>'),
    together(
      '<participantAssociation><innerParticipantRef>P</innerParticipantRef><outerParticipantRef>Q</outerParticipantRef></participantAssociation>',
    ),
  ],
]

const REFERENCES: readonly Case[] = [
  [
    'participants of a conversation',
    'BPMN_REFERENCE',
    together('<conversation id="v"><participantRef>P</participantRef><participantRef>none</participantRef></conversation>'),
    together(`<conversation id="v">${both}</conversation>`),
  ],
  [
    'ends of a conversation link',
    'BPMN_REFERENCE',
    together(`<conversation id="v">${both}</conversation><conversationLink id="z" sourceRef="P" targetRef="none"/>`),
    together(`<conversation id="v">${both}</conversation><conversationLink id="z" sourceRef="P" targetRef="v"/>`),
  ],
  [
    'flows of a conversation',
    'BPMN_REFERENCE',
    together(`<conversation id="v">${both}<messageFlowRef>none</messageFlowRef></conversation>`),
    together(`<conversation id="v">${both}</conversation>`),
  ],
  [
    'a correlation key',
    'BPMN_REFERENCE',
    one('', `${TASK}<correlationSubscription id="u" correlationKeyRef="none"/>`),
    subscribed(bound('cp')),
  ],
  ['a parameter', 'BPMN_REFERENCE', owned(given(' parameterRef="none"')), owned(given(' parameterRef="n"'))],
  ['a choreography', 'BPMN_REFERENCE', together('<choreographyRef>p</choreographyRef>'), together('')],
  ['a collaboration', 'BPMN_REFERENCE', one('', TASK, ' definitionalCollaborationRef="none"'), one('')],
  [
    'a process that is supported',
    'BPMN_REFERENCE',
    one('', `${TASK}<supports>none</supports>`),
    one('', `${TASK}<supports>p</supports>`),
  ],
  ['an interface', 'BPMN_REFERENCE', one('<partnerRole id="r"><participantRef>none</participantRef></partnerRole>'), one('')],
  [
    'an activity that is compensated',
    'BPMN_REFERENCE',
    one('', around('<intermediateThrowEvent id="a"><compensateEventDefinition activityRef="s"/></intermediateThrowEvent>')),
    one('', around('<intermediateThrowEvent id="a"><compensateEventDefinition/></intermediateThrowEvent>')),
  ],
]

const MEANING: readonly Case[] = [
  [
    'two participants of a conversation',
    'BPMN_CONVERSATION',
    together('<conversation id="v"><participantRef>P</participantRef></conversation>'),
    together(`<conversation id="v">${both}</conversation>`),
  ],
  [
    'a conversation at one end of its link',
    'BPMN_CONVERSATION',
    together('<conversationLink id="z" sourceRef="P" targetRef="Q"/>'),
    together(''),
  ],
  ['two participants of a choreography task', 'BPMN_CHOREOGRAPHY', danced(dance('ABC')), danced(dance('AB'))],
  ['who initiates among them', 'BPMN_CHOREOGRAPHY', danced(dance('BC')), danced(dance('AB'))],
  ['nothing but choreography activities', 'BPMN_CHOREOGRAPHY', danced('<task id="z"/>'), danced(dance('AB'))],
  [
    'a known loop of a choreography',
    'BPMN_SCHEMA',
    danced(dance('AB', ' initiatingParticipantRef="A" loopType="Foo"')),
    danced(dance('AB', ' initiatingParticipantRef="A" loopType="Standard"')),
  ],
  ['bindings of properties of the key', 'BPMN_COLLABORATION', subscribed(bound('cp') + bound('cp2')), subscribed(bound('cp'))],
  [
    'lanes of elements of their own process',
    'BPMN_COLLABORATION',
    together('', '', `<laneSet id="w"><lane id="y"><flowNodeRef>b</flowNodeRef></lane></laneSet>${TASK}`),
    together('', '', `<laneSet id="w"><lane id="y"><flowNodeRef>a</flowNodeRef></lane></laneSet>${TASK}`),
  ],
  [
    'no flow of messages to a group',
    'BPMN_MESSAGE_FLOW',
    together('<messageFlow id="z" sourceRef="h" targetRef="b"/>', '', `${TASK}<group id="h"/>`),
    together('<messageFlow id="z" sourceRef="a" targetRef="b"/>'),
  ],
  [
    'parameters that a resource requires',
    'BPMN_ACTIVITY_DETAIL',
    owned('', ' isRequired="true"'),
    owned(given(' parameterRef="n"'), ' isRequired="true"'),
  ],
  [
    'one loop of an activity',
    'BPMN_LOOP',
    one(
      '',
      around(
        '<task id="a"><standardLoopCharacteristics><loopCondition>true</loopCondition></standardLoopCharacteristics><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></task>',
      ),
    ),
    one(
      '',
      around(
        '<task id="a"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></task>',
      ),
    ),
  ],
  [
    'a compensation to interrupt',
    'BPMN_EVENT_KIND',
    one('', around('<subProcess id="a"><task id="t"/>' + eventSub('<compensateEventDefinition/>') + '</subProcess>')),
    one(
      '',
      around(
        '<subProcess id="a"><task id="t"/>' +
          eventSub('<compensateEventDefinition/>').replace(' isInterrupting="false"', '') +
          '</subProcess>',
      ),
    ),
  ],
  [
    'a handler of what is compensated',
    'BPMN_EVENT_UNCONNECTED',
    one(
      '',
      around('<task id="a"/>').replace(
        '<endEvent id="e"/>',
        '<endEvent id="e"><compensateEventDefinition activityRef="a"/></endEvent>',
      ),
    ),
    one(
      '',
      around(
        '<task id="a"/>',
        '<boundaryEvent id="b" attachedToRef="a"><compensateEventDefinition/></boundaryEvent><task id="h" isForCompensation="true"/><association id="z" sourceRef="b" targetRef="h"/>',
      ).replace('<endEvent id="e"/>', '<endEvent id="e"><compensateEventDefinition activityRef="a"/></endEvent>'),
    ),
  ],
  [
    'a duration that is no sentence',
    'BPMN_ATTRIBUTE_VALUE',
    one(
      '',
      around(
        '<intermediateCatchEvent id="a"><timerEventDefinition><timeDuration>five minutes</timeDuration></timerEventDefinition></intermediateCatchEvent>',
      ),
    ),
    one(
      '',
      around(
        '<intermediateCatchEvent id="a"><timerEventDefinition><timeDuration>PT5M</timeDuration></timerEventDefinition></intermediateCatchEvent>',
      ),
    ),
  ],
  [
    'a whole capacity',
    'BPMN_SCHEMA',
    one('<dataStore id="w" name="D" capacity="x"/>'),
    one('<dataStore id="w" name="D" capacity="5"/>'),
  ],
  [
    'a known method of a transaction',
    'BPMN_SCHEMA',
    one('', around('<transaction id="a" method="##Foo"><task id="t"/></transaction>')),
    one('', around('<transaction id="a" method="##Image"><task id="t"/></transaction>')),
  ],
  [
    'an own input to be filled',
    'BPMN_DATA',
    one(
      '',
      input(
        '',
        `<task id="b">${moved('o', 'i')}</task><sequenceFlow id="f3" sourceRef="a" targetRef="b"/><sequenceFlow id="f4" sourceRef="b" targetRef="e"/>`,
      ),
    ),
    one('', input(moved('o', 'i'))),
  ],
  [
    'data within reach',
    'BPMN_DATA',
    together('', '', input(moved('o2', 'i')), OTHER.replace('<task id="b"/>', '<task id="b"/><dataObject id="o2"/>')),
    one('', input(moved('o', 'i'))),
  ],
  [
    'the message of the operation',
    'BPMN_SERVICE',
    one(MESSAGE + operation(), around('<sendTask id="a" operationRef="o" messageRef="m2"/>')),
    one(MESSAGE + operation(), around('<sendTask id="a" operationRef="o" messageRef="m"/>')),
  ],
]

const DIAGRAMS: readonly Case[] = [
  ['a plane', 'BPMN_DIAGRAM', file(`${process(TASK)}<bpmndi:BPMNDiagram id="g"/>`), drawn('')],
  ['a plane of something', 'BPMN_DIAGRAM', drawn('', 'bpmnElement="a"'), drawn('')],
  ['the bounds of a shape', 'BPMN_DIAGRAM', drawn(shape('h', 'a', '')), drawn(shape('h', 'a'))],
  ['numbers in bounds', 'BPMN_DIAGRAM', drawn(shape('h', 'a', BOUNDS.replace('x="0"', 'x="left"'))), drawn(shape('h', 'a'))],
  ['sizes from 0 on', 'BPMN_DIAGRAM', drawn(shape('h', 'a', BOUNDS.replace('width="1"', 'width="-1"'))), drawn(shape('h', 'a'))],
  ['two points of an edge', 'BPMN_DIAGRAM', drawn(edge('f1', '<di:waypoint x="0" y="0"/>')), drawn(edge('f1'))],
  ['both numbers of a point', 'BPMN_DIAGRAM', drawn(edge('f1', POINTS.replace(' y="0"', ''))), drawn(edge('f1'))],
  ['what is drawn', 'BPMN_DIAGRAM', drawn(shape('h', 'none')), drawn(shape('h', 'a'))],
  ['a flow as an edge', 'BPMN_DIAGRAM', drawn(shape('h', 'f1')), drawn(edge('f1'))],
  ['a task as a shape', 'BPMN_DIAGRAM', drawn(edge('a')), drawn(shape('h', 'a'))],
  [
    'one shape of an element',
    'BPMN_DIAGRAM',
    drawn(shape('h', 'a') + shape('h2', 'a')),
    drawn(shape('h', 'a') + shape('h2', 's')),
  ],
  ['each id once', 'BPMN_DIAGRAM', drawn(shape('h', 'a') + shape('h', 's')), drawn(shape('h', 'a') + shape('h2', 's'))],
  [
    'a flag that is true or false',
    'BPMN_DIAGRAM',
    drawn(shape('h', 'a', BOUNDS, ' isExpanded="x"')),
    drawn(shape('h', 'a', BOUNDS, ' isExpanded="true"')),
  ],
  [
    'a known kind of band',
    'BPMN_DIAGRAM',
    drawn(shape('h', 'a', BOUNDS, ' participantBandKind="x"')),
    drawn(shape('h', 'a', BOUNDS, ' participantBandKind="top_initiating"')),
  ],
  [
    'a known kind of message',
    'BPMN_DIAGRAM',
    drawn(edge('f1', POINTS, ' messageVisibleKind="x"')),
    drawn(edge('f1', POINTS, ' messageVisibleKind="initiating"')),
  ],
  [
    'a style of a label',
    'BPMN_DIAGRAM',
    drawn(shape('h', 'a', `${BOUNDS}<bpmndi:BPMNLabel labelStyle="none"/>`)),
    drawn(shape('h', 'a', `${BOUNDS}<bpmndi:BPMNLabel/>`)),
  ],
  [
    'ends of an edge',
    'BPMN_DIAGRAM',
    drawn(edge('f1', POINTS, ' sourceElement="none"')),
    drawn(shape('h', 's') + edge('f1', POINTS, ' sourceElement="h"')),
  ],
]

describe.each([
  ['the schema requires', REQUIRED],
  ['references name what is there:', REFERENCES],
  ['the specification asks for', MEANING],
  ['a diagram needs', DIAGRAMS],
] as const)('%s', (_, cases) => {
  it.each(cases)('%s', (__, code, wrong, right) => {
    const of = (xml: string) => readBpmn(xml, { file: 'x.bpmn' }).diagnostics.filter((one) => one.code === code)
    const [found] = of(wrong)
    expect(found?.message.en).toMatch(/^expected .+, found /)
    expect(found?.position.line).toBeGreaterThan(0)
    expect(of(right)).toEqual([])
  })
})

it('an empty reference names nothing, and is no reason to refuse a file', () => {
  const read = readBpmn(one('', around('<exclusiveGateway id="a" default=""/>')), { file: 'x.bpmn' })
  expect(read.definition).toBeDefined()
  expect(read.diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toContain('warning BPMN_REFERENCE_DANGLING')
  expect(
    readBpmn(one('', `${TASK}<sequenceFlow id="z" sourceRef="a" targetRef=""/>`), { file: 'x.bpmn' }).definition,
  ).toBeUndefined()
})
