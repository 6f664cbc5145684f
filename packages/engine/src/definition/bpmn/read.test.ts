import { describe, expect, it } from 'vitest'
import { isSubProcess, type Definition, type FlowNode, type FlowScope } from '../definition.ts'
import { readBpmn, writeBpmn } from './index.ts'
import { meaning } from './meaning.fixture.ts'

const SPACES =
  'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" ' +
  'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:flowable="http://flowable.org/bpmn" xmlns:o="urn:other" ' +
  'xmlns:motcua="https://motcua.dev/bpmn"'
const file = (body: string, more = '') => `<definitions ${SPACES} id="defs" targetNamespace="x" ${more}>${body}</definitions>`
const around = (a: string, inside = '', roots = '') =>
  file(
    `${roots}<process id="p" isExecutable="true">${inside}<startEvent id="s"/>${a}<endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/></process>`,
  )
const ext = (inner: string) => `<extensionElements>${inner}</extensionElements>`

/** Reads what must be right, and sees that it is the same when written. */
function right(xml: string): Definition {
  const { definition, diagnostics } = readBpmn(xml, { file: 'right.bpmn' })
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message.en)
  if (definition === undefined) throw new Error(errors.join('\n'))
  const again = readBpmn(writeBpmn(definition), { file: 'again.bpmn' })
  expect(again.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(meaning(again.definition)).toEqual(meaning(definition))
  return definition
}

function node(definition: Definition, id: string): FlowNode {
  const all = (scopes: readonly FlowScope[]): FlowNode[] =>
    scopes.flatMap(({ nodes }) => [...nodes, ...all(nodes.filter(isSubProcess))])
  const found = all(definition.processes).find((one) => one.id === id)
  if (found === undefined) throw new Error(`expected ${id}`)
  return found
}

function codes(xml: string): string[] {
  return readBpmn(xml, { file: 'wrong.bpmn' }).diagnostics.map(({ code }) => code)
}

describe('activities', () => {
  it.each([
    ['task', '<task id="a"/>', { kind: 'task', startQuantity: 1, completionQuantity: 1, isForCompensation: false }],
    ['manual task', '<manualTask id="a" startQuantity="2"/>', { kind: 'manualTask', startQuantity: 2 }],
    ['user task', '<userTask id="a"/>', { kind: 'userTask', role: undefined, form: undefined, sets: [] }],
    [
      'user task with a potential owner',
      '<userTask id="a"><potentialOwner><resourceAssignmentExpression><formalExpression>group(clerk)</formalExpression></resourceAssignmentExpression></potentialOwner></userTask>',
      { role: 'clerk' },
    ],
    ['service task without a job', '<serviceTask id="a" name="x"/>', { kind: 'serviceTask', job: 'a' }],
    ['receive task', '<receiveTask id="a" messageRef="m"/>', { kind: 'receiveTask', message: 'm', instantiate: false }],
    ['send task', '<sendTask id="a" messageRef="m"/>', { kind: 'sendTask', message: 'm', job: undefined }],
    [
      'script task',
      '<scriptTask id="a" scriptFormat="javascript"><script>x = 1</script></scriptTask>',
      { script: { text: 'x = 1', language: 'javascript' } },
    ],
    [
      'script task in FEEL',
      '<scriptTask id="a" scriptFormat="feel"><script>{ n: 1 }</script></scriptTask>',
      { script: { text: '{ n: 1 }' } },
    ],
    ['business rule task', '<businessRuleTask id="a"/>', { decision: undefined, job: 'a' }],
    ['call activity', '<callActivity id="a" calledElement="x:p"/>', { calledElement: 'p', propagates: false }],
    ['transaction', '<transaction id="a"><task id="t"/></transaction>', { kind: 'transaction' }],
    [
      'ad-hoc sub-process',
      '<adHocSubProcess id="a" ordering="Sequential" cancelRemainingInstances="false"><task id="t"/><completionCondition>n &gt; 1</completionCondition></adHocSubProcess>',
      { ordering: 'Sequential', cancelRemainingInstances: false, completionCondition: { text: 'n > 1' } },
    ],
  ])('%s', (_, xml, expected) => {
    const { kind: _kind, ...rest } = node(right(around(xml, '', '<message id="m"/>')), 'a')
    expect({ kind: _kind, ...rest }).toMatchObject(expected)
  })

  it('an event sub-process, in another one', () => {
    const definition = right(
      around(
        '<subProcess id="a"><startEvent id="s2"/><endEvent id="e2"/><sequenceFlow id="f3" sourceRef="s2" targetRef="e2"/><subProcess id="x" triggeredByEvent="true"><startEvent id="s3" isInterrupting="false"><signalEventDefinition signalRef="g"/></startEvent><endEvent id="e3"/><sequenceFlow id="f4" sourceRef="s3" targetRef="e3"/></subProcess></subProcess>',
        '',
        '<signal id="g" name="G"/>',
      ),
    )
    expect(node(definition, 'x')).toMatchObject({ triggeredByEvent: true })
    expect(node(definition, 's3')).toMatchObject({ isInterrupting: false, events: [{ kind: 'signal', signal: 'g' }] })
  })

  it('global tasks are processes of one task', () => {
    const definition = right(
      around(
        '<callActivity id="a" calledElement="g"/>',
        '',
        '<globalScriptTask id="g" scriptLanguage="feel"><script>{ n: 1 }</script></globalScriptTask>',
      ),
    )
    expect(definition.processes[1]).toMatchObject({ id: 'g', isGlobalTask: true, nodes: [{ id: 'g', kind: 'scriptTask' }] })
    expect(definition.procedure).toBe('p')
  })
})

describe('loops', () => {
  it.each([
    [
      'standard',
      '<standardLoopCharacteristics testBefore="true" loopMaximum="3"><loopCondition>n &lt; 3</loopCondition></standardLoopCharacteristics>',
      { kind: 'standard', testBefore: true, maximum: 3, condition: { text: 'n < 3' } },
    ],
    [
      'multi-instance with a number',
      '<multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>3</loopCardinality><completionCondition>ok</completionCondition></multiInstanceLoopCharacteristics>',
      { isSequential: true, cardinality: { text: '3' }, completionCondition: { text: 'ok' }, behavior: 'All' },
    ],
    [
      'multi-instance over data',
      '<multiInstanceLoopCharacteristics><loopDataInputRef>list</loopDataInputRef><loopDataOutputRef>sums</loopDataOutputRef><inputDataItem id="i" name="one"/><outputDataItem id="o" name="sum"/></multiInstanceLoopCharacteristics>',
      { collection: { text: 'items' }, item: 'one', outputCollection: 'sums', outputItem: { text: 'sum' } },
    ],
    [
      'multi-instance of Zeebe',
      `<multiInstanceLoopCharacteristics>${ext('<zeebe:loopCharacteristics inputCollection="=items" inputElement="one" outputCollection="sums" outputElement="=one + 1"/>')}</multiInstanceLoopCharacteristics>`,
      { collection: { text: 'items' }, item: 'one', outputCollection: 'sums', outputItem: { text: 'one + 1' } },
    ],
    [
      'multi-instance of Camunda',
      '<multiInstanceLoopCharacteristics camunda:collection="${items}" camunda:elementVariable="one"/>',
      { collection: { text: 'items' }, item: 'one' },
    ],
    [
      'behaviour None',
      '<multiInstanceLoopCharacteristics behavior="None" noneBehaviorEventRef="sd"><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>',
      { behavior: 'None', throws: { kind: 'signal', signal: 'g' } },
    ],
    [
      'behaviour Complex',
      '<multiInstanceLoopCharacteristics behavior="Complex"><loopCardinality>3</loopCardinality><complexBehaviorDefinition><condition>n &gt; 1</condition><event id="it"><eventDefinitionRef>sd</eventDefinitionRef></event></complexBehaviorDefinition></multiInstanceLoopCharacteristics>',
      { behavior: 'Complex', complex: [{ condition: { text: 'n > 1' }, event: { kind: 'signal' } }] },
    ],
  ])('%s', (_, xml, loop) => {
    const data = '<dataObject id="list" name="items" isCollection="true"/><dataObject id="sums" isCollection="true"/>'
    const roots = '<signal id="g"/><signalEventDefinition id="sd" signalRef="g"/>'
    expect(node(right(around(`<task id="a">${xml}</task>`, data, roots)), 'a')).toMatchObject({ loop })
  })
})

describe('events', () => {
  const roots =
    '<message id="m"/><signal id="g" name="G"/><error id="er" errorCode="E1"/><escalation id="es" escalationCode="C1"/><timerEventDefinition id="td"><timeDuration>PT1M</timeDuration></timerEventDefinition>'
  it.each([
    ['message', '<messageEventDefinition messageRef="x:m"/>', { kind: 'message', message: 'm' }],
    ['signal', '<signalEventDefinition signalRef="g"/>', { kind: 'signal', signal: 'g' }],
    [
      'timer after',
      '<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>',
      { timer: { kind: 'after', limit: { unit: 'elapsed', duration: 'PT1H' } } },
    ],
    [
      'timer at',
      '<timerEventDefinition><timeDate>2025-01-01T00:00:00Z</timeDate></timerEventDefinition>',
      { timer: { kind: 'at', expression: { text: '"2025-01-01T00:00:00Z"' } } },
    ],
    [
      'timer by expression',
      '<timerEventDefinition><timeDuration>${wait}</timeDuration></timerEventDefinition>',
      { timer: { kind: 'afterExpression', expression: { text: 'wait' } } },
    ],
    [
      'timer again',
      '<timerEventDefinition><timeCycle>R3/PT10M</timeCycle></timerEventDefinition>',
      { timer: { kind: 'cycle', expression: { text: '"R3/PT10M"' } } },
    ],
    [
      'timer of a variable that begins with P',
      '<timerEventDefinition><timeDuration>=Period</timeDuration></timerEventDefinition>',
      { timer: { kind: 'afterExpression' } },
    ],
    [
      'condition',
      '<conditionalEventDefinition><condition>n &gt; 1</condition></conditionalEventDefinition>',
      { kind: 'conditional', condition: { text: 'n > 1' } },
    ],
    ['a shared definition', '<eventDefinitionRef>td</eventDefinitionRef>', { kind: 'timer' }],
  ])('caught: %s', (_, xml, event) => {
    const definition = right(around(`<intermediateCatchEvent id="a">${xml}</intermediateCatchEvent>`, '', roots))
    expect(node(definition, 'a')).toMatchObject({ events: [event] })
  })

  it.each([
    ['error', '<errorEventDefinition errorRef="er"/>', { kind: 'error', code: 'E1' }],
    ['escalation', '<escalationEventDefinition escalationRef="es"/>', { kind: 'escalation', code: 'C1' }],
    ['terminate', '<terminateEventDefinition/>', { kind: 'terminate' }],
    [
      'compensation',
      '<compensateEventDefinition waitForCompletion="false"/>',
      { kind: 'compensation', waitForCompletion: false },
    ],
  ])('at an end: %s', (_, xml, event) => {
    const definition = right(
      around('<task id="a"/>', '', roots).replace('<endEvent id="e"/>', `<endEvent id="e">${xml}</endEvent>`),
    )
    expect(node(definition, 'e')).toMatchObject({ events: [event] })
  })

  it('several at once', () => {
    const two = '<messageEventDefinition messageRef="m"/><signalEventDefinition signalRef="g"/>'
    const definition = right(
      around(`<intermediateCatchEvent id="a" parallelMultiple="true">${two}</intermediateCatchEvent>`, '', roots),
    )
    expect(node(definition, 'a')).toMatchObject({ isParallelMultiple: true, events: [{ kind: 'message' }, { kind: 'signal' }] })
  })

  it('a compensation handler is what the association leads to, whatever else is tied to the event', () => {
    const definition = right(
      around(
        '<task id="a"/><boundaryEvent id="b" attachedToRef="a"><compensateEventDefinition/></boundaryEvent><task id="undo" isForCompensation="true"/><textAnnotation id="note"><text>why</text></textAnnotation><association id="as1" sourceRef="b" targetRef="note"/><association id="as2" sourceRef="b" targetRef="x:undo" associationDirection="One"/>',
      ),
    )
    expect(node(definition, 'b')).toMatchObject({ events: [{ kind: 'compensation', handler: 'undo' }] })
  })

  it.each([
    ['signal', 'false', false],
    ['error', 'true', true],
  ])('a boundary event of %s with cancelActivity %s', (kind, written, cancelActivity) => {
    const definition = right(
      around(
        `<task id="a"/><boundaryEvent id="b" attachedToRef="a" cancelActivity="${written}"><${kind}EventDefinition ${kind}Ref="${kind === 'signal' ? 'g' : 'er'}"/></boundaryEvent><endEvent id="e2"/><sequenceFlow id="f3" sourceRef="b" targetRef="e2"/>`,
        '',
        roots,
      ),
    )
    expect(node(definition, 'b')).toMatchObject({ attachedTo: 'a', cancelActivity })
  })

  it('links', () => {
    const definition = right(
      file(
        '<process id="p"><startEvent id="s"/><intermediateThrowEvent id="t"><linkEventDefinition name="L"/></intermediateThrowEvent><sequenceFlow id="f1" sourceRef="s" targetRef="t"/><intermediateCatchEvent id="c"><linkEventDefinition name="L"/></intermediateCatchEvent><endEvent id="e"/><sequenceFlow id="f2" sourceRef="c" targetRef="e"/></process>',
      ),
    )
    expect(node(definition, 't')).toMatchObject({ events: [{ kind: 'link', name: 'L' }] })
  })
})

describe('gateways and flows', () => {
  it('conditions with and without a type, and the default', () => {
    const definition = right(
      file(
        '<process id="p"><startEvent id="s"/><exclusiveGateway id="x" default="f3"/><sequenceFlow id="f1" sourceRef="s" targetRef="x"/><task id="a"/><task id="b"/><sequenceFlow id="f2" sourceRef="x" targetRef="a"><conditionExpression>${n &gt;= 2 &amp;&amp; !done}</conditionExpression></sequenceFlow><sequenceFlow id="f3" sourceRef="x" targetRef="b"/></process>',
      ),
    )
    const [, second, third] = definition.processes[0]?.flows ?? []
    expect(second).toMatchObject({ condition: { text: 'n >= 2 and not(done)' }, isDefault: false })
    expect(third).toMatchObject({ condition: undefined, isDefault: true })
  })

  it('event-based and complex ones', () => {
    const definition = right(
      file(
        '<message id="m"/><process id="p"><startEvent id="s"/><eventBasedGateway id="x"/><sequenceFlow id="f1" sourceRef="s" targetRef="x"/><intermediateCatchEvent id="a"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent><receiveTask id="b" messageRef="m"/><sequenceFlow id="f2" sourceRef="x" targetRef="a"/><sequenceFlow id="f3" sourceRef="x" targetRef="b"/><complexGateway id="c"><activationCondition>activationCount &gt; 0</activationCondition></complexGateway><sequenceFlow id="f4" sourceRef="a" targetRef="c"/><sequenceFlow id="f5" sourceRef="b" targetRef="c"/><endEvent id="e"/><sequenceFlow id="f6" sourceRef="c" targetRef="e"/></process>',
      ),
    )
    expect(node(definition, 'x')).toMatchObject({ gatewayType: 'Exclusive', instantiate: false })
    expect(node(definition, 'c')).toMatchObject({ activationCondition: { text: 'activationCount > 0' } })
  })

  it('languages other than FEEL are kept for whoever knows them', () => {
    const definition = right(
      around('<task id="a"/>').replace(
        'targetRef="e"/>',
        'targetRef="e"><conditionExpression language="groovy">a.b()</conditionExpression></sequenceFlow>',
      ),
    )
    expect(definition.processes[0]?.flows[1]?.condition).toMatchObject({ text: 'a.b()', language: 'groovy' })
    const path = around('<task id="a"/>').replace(
      'targetRef="e"/>',
      'targetRef="e"><conditionExpression>getDataObject("o")/x</conditionExpression></sequenceFlow>',
    )
    expect(right(path).processes[0]?.flows[1]?.condition).toMatchObject({ language: 'XPath' })
  })
})

describe('data', () => {
  it('references share the variable of their object, stores and properties are variables too', () => {
    const definition = right(
      around(
        '<task id="a"/>',
        '<property id="pr" name="count"/><dataObject id="o" name="not a name" isCollection="true"/><dataObjectReference id="r" dataObjectRef="o"/><dataObjectReference id="r2" dataObjectRef="o" name="order"/><dataStoreReference id="dr" name="ledger" dataStoreRef="ds"/>',
        '<dataStore id="ds"/>',
      ),
    )
    const items = definition.processes[0]?.data ?? []
    expect(items.map(({ kind, variable }) => [kind, variable])).toEqual([
      ['property', 'count'],
      ['dataObject', 'o'],
      ['dataObjectReference', 'o'],
      ['dataObjectReference', 'order'],
      ['dataStoreReference', 'ledger'],
    ])
    expect(items[4]).toMatchObject({ refersTo: 'ds' })
  })

  it('associations are mappings: plain, by transformation, by assignment', () => {
    const io =
      '<ioSpecification><dataInput id="di" name="x"/><dataOutput id="do" name="y"/><inputSet><dataInputRefs>di</dataInputRefs></inputSet><outputSet><dataOutputRefs>do</dataOutputRefs></outputSet></ioSpecification>'
    const definition = right(
      around(
        `<task id="a">${io}<dataInputAssociation><sourceRef>o</sourceRef><targetRef>di</targetRef></dataInputAssociation><dataOutputAssociation><sourceRef>do</sourceRef><targetRef>o</targetRef><transformation>y + 1</transformation></dataOutputAssociation><dataOutputAssociation><targetRef>o</targetRef><assignment><from>y</from><to>order.total</to></assignment></dataOutputAssociation></task>`,
        '<dataObject id="o" name="order"/>',
      ),
    )
    expect(node(definition, 'a')).toMatchObject({
      input: [{ target: 'x', source: { text: 'order' } }],
      output: [
        { target: 'order', source: { text: 'y + 1' } },
        { target: 'order.total', source: { text: 'y' } },
      ],
    })
  })

  it('properties of a sub-process are written once', () => {
    const definition = right(around('<subProcess id="a"><property id="pr" name="count"/><task id="t"/></subProcess>'))
    expect(node(definition, 'a')).toMatchObject({ data: [{ variable: 'count' }], properties: [{ variable: 'count' }] })
  })

  it('correlation keys, how messages give them, and what processes expect', () => {
    const definition = right(
      file(
        '<message id="m"/><correlationProperty id="cp"><correlationPropertyRetrievalExpression messageRef="m"><messagePath>orderId</messagePath></correlationPropertyRetrievalExpression></correlationProperty><collaboration id="c"><participant id="pp" processRef="p"/><correlationKey id="k"><correlationPropertyRef>cp</correlationPropertyRef></correlationKey></collaboration><process id="p"><task id="t"/><correlationSubscription correlationKeyRef="k"><correlationPropertyBinding correlationPropertyRef="cp"><dataPath>order.id</dataPath></correlationPropertyBinding></correlationSubscription></process>',
      ),
    )
    expect(definition.correlations).toMatchObject([
      {
        id: 'k',
        properties: [{ id: 'cp', retrieval: [{ message: 'm', expression: { text: 'orderId' } }] }],
        subscriptions: [{ process: 'p', property: 'cp', expression: { text: 'order.id' } }],
      },
    ])
  })
})

describe('collaborations', () => {
  it('a message flow without a message declares one, and its ends take it', () => {
    const definition = right(
      file(
        '<collaboration id="c"><participant id="p1" processRef="p"/><participant id="p2" name="Dân"><participantMultiplicity minimum="0" maximum="2"/></participant><messageFlow id="mf" name="Nộp" sourceRef="p2" targetRef="r"/></collaboration><process id="p"><receiveTask id="r"/></process>',
      ),
    )
    expect(definition.messages).toMatchObject([{ id: 'mf', name: { vi: 'Nộp' } }])
    expect(node(definition, 'r')).toMatchObject({ message: 'mf' })
    expect(definition.collaboration).toMatchObject({ participants: [{ process: 'p' }, { process: undefined, maximum: 2 }] })
  })

  it('lanes within lanes', () => {
    const lanes =
      '<laneSet id="ls"><lane id="l1" name="Một cửa"><flowNodeRef>s</flowNodeRef><childLaneSet id="cs"><lane id="l2"><flowNodeRef>x:a</flowNodeRef></lane></childLaneSet></lane></laneSet>'
    expect(right(around('<task id="a"/>', lanes)).processes[0]?.lanes).toMatchObject([
      { nodes: ['s'], lanes: [{ nodes: ['a'] }] },
    ])
  })
})

describe('other engines', () => {
  it.each([
    ['a job of Zeebe', `<serviceTask id="a">${ext('<zeebe:taskDefinition type="mail"/>')}</serviceTask>`, { job: 'mail' }],
    ['a topic of Camunda', '<serviceTask id="a" camunda:type="external" camunda:topic="mail"/>', { job: 'mail' }],
    ['a delegate', '<serviceTask id="a" camunda:delegateExpression="${mailer}"/>', { job: 'mailer' }],
    ['an expression', '<serviceTask id="a" flowable:expression="${bean.send()}"/>', { job: 'bean.send()' }],
    [
      'where a result goes',
      '<serviceTask id="a" camunda:expression="${bean.sum()}" camunda:resultVariable="total"/>',
      { job: 'bean.sum()', sets: ['total'] },
    ],
    [
      'where a result goes, in older words',
      '<sendTask id="a" flowable:class="x.Send" flowable:resultVariableName="receipt"/>',
      { sets: ['receipt'] },
    ],
    [
      'where the result of rules without a decision goes',
      '<businessRuleTask id="a" camunda:class="x.Rules" camunda:resultVariable="fee"/>',
      { job: 'x.Rules', sets: ['fee'] },
    ],
    [
      'groups and a form',
      '<userTask id="a" camunda:candidateGroups="clerk, boss" camunda:formKey="f"/>',
      { role: 'clerk', form: 'f' },
    ],
    ['an assignee', '<userTask id="a" camunda:assignee="demo"/>', { role: 'demo' }],
    [
      'groups as FEEL',
      `<userTask id="a">${ext('<zeebe:assignmentDefinition candidateGroups="=&quot;clerk&quot;"/>')}</userTask>`,
      { role: 'clerk' },
    ],
    [
      'a script of Zeebe',
      `<scriptTask id="a">${ext('<zeebe:script expression="=1 + 1" resultVariable="r"/>')}</scriptTask>`,
      { script: { text: '1 + 1' }, result: 'r' },
    ],
    [
      'a decision of Zeebe',
      `<businessRuleTask id="a">${ext('<zeebe:calledDecision decisionId="fee" resultVariable="r"/>')}</businessRuleTask>`,
      { decision: 'fee', result: 'r', job: undefined },
    ],
    [
      'a decision of Camunda',
      '<businessRuleTask id="a" camunda:decisionRef="fee" camunda:resultVariable="r"/>',
      { decision: 'fee', result: 'r' },
    ],
    [
      'mappings of Zeebe',
      `<serviceTask id="a">${ext('<zeebe:ioMapping><zeebe:input source="=x" target="y"/></zeebe:ioMapping>')}</serviceTask>`,
      { input: [{ target: 'y', source: { text: 'x' } }] },
    ],
    [
      'mappings of Camunda',
      `<serviceTask id="a">${ext('<camunda:inputOutput><camunda:outputParameter name="y">${x}</camunda:outputParameter></camunda:inputOutput>')}</serviceTask>`,
      { output: [{ target: 'y', source: { text: 'x' } }] },
    ],
    [
      'a call of Zeebe',
      `<callActivity id="a">${ext('<zeebe:calledElement processId="p"/>')}</callActivity>`,
      { calledElement: 'p', propagates: true },
    ],
    [
      'a call of Camunda',
      `<callActivity id="a" calledElement="p">${ext('<camunda:in source="x" target="y"/><camunda:out variables="all"/>')}</callActivity>`,
      { input: [{ target: 'y' }], propagates: true },
    ],
  ])('%s', (_, xml, expected) => {
    expect(node(right(around(xml)), 'a')).toMatchObject(expected)
  })

  const ofJbpm = (task: string) =>
    around(task).replace('<definitions ', '<definitions xmlns:drools="http://www.jboss.org/drools" ')
  const given = (name: string, text: string) =>
    `<ioSpecification><dataInput id="i" name="${name}"/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/></ioSpecification><dataInputAssociation><targetRef>i</targetRef><assignment><from>${text}</from><to>i</to></assignment></dataInputAssociation>`
  it.each([
    ['a group of rules', '<businessRuleTask id="a" drools:ruleFlowGroup="eligibility"/>', { job: 'eligibility' }],
    [
      'a decision',
      `<businessRuleTask id="a" implementation="http://www.jboss.org/drools/dmn">${given('decision', 'Fee')}</businessRuleTask>`,
      { decision: 'Fee', job: undefined },
    ],
    ['a group', `<userTask id="a">${given('GroupId', 'managers')}</userTask>`, { role: 'managers' }],
    [
      'an input that is a text',
      `<serviceTask id="a">${given('Subject', 'Xin chào')}</serviceTask>`,
      { input: [{ target: 'i', source: { text: '"Xin chào"' } }] },
    ],
    [
      'an input that is an expression',
      `<serviceTask id="a">${given('Subject', '#{amount}')}</serviceTask>`,
      { input: [{ target: 'i', source: { text: 'amount' } }] },
    ],
  ])('%s of jBPM', (_, xml, expected) => {
    expect(node(right(ofJbpm(xml)), 'a')).toMatchObject(expected)
  })

  it('names the scripts that jBPM would run on entry', () => {
    const script = '<drools:onEntry-script scriptFormat="java"><drools:script>x();</drools:script></drools:onEntry-script>'
    const notes = '<drools:metaData name="elementname"><drools:metaValue>A</drools:metaValue></drools:metaData>'
    const { diagnostics } = readBpmn(ofJbpm(`<userTask id="a">${ext(script + notes)}</userTask>`), { file: 'x.bpmn' })
    expect(diagnostics.map(({ message }) => message.en)).toEqual([expect.stringMatching(/found drools:onEntry-script$/)])
  })

  it('declares the roles that tasks name', () => {
    expect(right(around('<userTask id="a" camunda:candidateGroups="clerk"/>')).roles).toEqual([
      { id: 'clerk', name: { vi: 'clerk' } },
    ])
  })

  it.each([
    ['a listener', `<task id="a">${ext('<camunda:executionListener class="x"/>')}</task>`, /camunda:executionListener/],
    [
      'a business key',
      `<callActivity id="a" calledElement="p">${ext('<camunda:in businessKey="#{k}"/>')}</callActivity>`,
      /businessKey/,
    ],
    [
      'an attribute that does something',
      '<userTask id="a" camunda:dueDate="${d}" flowable:skipExpression="${s}"/>',
      /camunda:dueDate, flowable:skipExpression/,
    ],
    ['an attribute that BPMN has not', '<userTask id="a" asignee="x"/>', /asignee/],
  ])('names what does not run: %s', (_, xml, found) => {
    const { diagnostics } = readBpmn(around(xml), { file: 'x.bpmn' })
    const ignored = diagnostics.filter(({ code }) => code === 'BPMN_EXTENSION_IGNORED')
    expect(ignored.map(({ message }) => message.en)).toEqual([expect.stringMatching(found)])
    expect(ignored[0]?.severity).toBe('warning')
  })

  it('passes over what never runs', () => {
    const xml = `<userTask id="a" camunda:asyncBefore="true" o:colour="red">${ext('<camunda:properties><camunda:property name="x" value="y"/></camunda:properties><zeebe:userTask/><o:thing/>')}</userTask>`
    expect(codes(around(xml))).toEqual([])
  })

  it('keeps what others wrote, through writing too', () => {
    const definition = right(
      around(`<task id="a" o:colour="red">${ext('<o:thing b="1 &lt; 2">x &amp; y<o:in/></o:thing>')}</task>`),
    )
    const kept = '<o:thing xmlns:o="urn:other" b="1 &lt; 2">x &amp; y<o:in xmlns:o="urn:other"/></o:thing>'
    expect(node(definition, 'a').extension).toContain(kept)
    const again = readBpmn(writeBpmn(definition), { file: 'again.bpmn' }).definition
    expect(again === undefined ? '' : node(again, 'a').extension).toBe(node(definition, 'a').extension)
  })

  it('keeps documentation, and what others wrote on processes and flows', () => {
    const words = '<documentation>Điều 12\n&amp; 13</documentation>'
    const definition = right(
      file(
        `<process id="p">${words}${ext('<o:thing b="1"/>')}<startEvent id="s">${words}</startEvent><sequenceFlow id="f" sourceRef="s" targetRef="e">${words}${ext('<o:line/>')}</sequenceFlow><endEvent id="e"/></process>`,
      ),
    )
    const again = readBpmn(writeBpmn(definition), { file: 'again.bpmn' }).definition
    for (const { processes } of [definition, again ?? definition]) {
      const [process] = processes
      expect(process?.documentation).toBe('Điều 12\n& 13')
      expect(process?.extension).toContain('<o:thing xmlns:o="urn:other" b="1"/>')
      expect(process?.nodes[0]?.documentation).toBe('Điều 12\n& 13')
      expect(process?.flows[0]).toMatchObject({ documentation: 'Điều 12\n& 13', extension: '<o:line xmlns:o="urn:other"/>' })
    }
    expect(again).toBeDefined()
  })
})

describe('what tools really write', () => {
  it.each([
    [
      'any prefix',
      '<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"><b:process id="p"><b:task id="t"/></b:process></b:definitions>',
    ],
    [
      'no isExecutable, empty extensions, documentation',
      file(`<process id="p"><documentation>x</documentation><extensionElements/><task id="t"><documentation/></task></process>`),
    ],
    ['lists of flows that are not so', around('<task id="a"><incoming>nowhere</incoming></task>').replace('nowhere', 'f1')],
    [
      'auditing, monitoring, categories',
      file(
        '<category id="c"><categoryValue id="cv" value="Red"/></category><process id="p"><auditing/><monitoring/><task id="t"/><group id="g" categoryValueRef="cv"/></process>',
      ),
    ],
    [
      'interfaces, items and resources',
      file(
        '<itemDefinition id="i" structureRef="xsd:string"/><message id="m" itemRef="i"/><interface id="if" name="I"><operation id="op" name="O"><inMessageRef>m</inMessageRef></operation></interface><resource id="r" name="R"/><process id="p"><serviceTask id="t" operationRef="op"/></process>',
      ),
    ],
  ])('%s', (_, xml) => {
    right(xml)
  })

  it('a file of which nothing is to be executed is read, with a warning', () => {
    const { definition, diagnostics } = readBpmn(file('<process id="p" isExecutable="false"><task id="t"/></process>'), {
      file: 'x.bpmn',
    })
    expect(definition?.procedure).toBe('p')
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toContainEqual(['BPMN_DRAWING', 'warning'])
  })
})

describe('mistakes', () => {
  it.each([
    ['another root', '<process/>', 'BPMN_ROOT'],
    [
      'a source that is not there',
      around('<task id="a"/><sequenceFlow id="f3" sourceRef="x" targetRef="a"/>'),
      'BPMN_REFERENCE_DANGLING',
    ],
    [
      'a boundary event on nothing',
      around('<task id="a"/><boundaryEvent id="b" attachedToRef="x"><errorEventDefinition/></boundaryEvent>'),
      'BPMN_REFERENCE_DANGLING',
    ],
    ['a default that is not there', around('<exclusiveGateway id="a" default="x"/>'), 'BPMN_REFERENCE_DANGLING'],
    ['a message that is not there', around('<receiveTask id="a" messageRef="x"/>'), 'BPMN_REFERENCE_DANGLING'],
    [
      'a lane of what is not there',
      around('<task id="a"/>', '<laneSet><lane id="l"><flowNodeRef>x</flowNodeRef></lane></laneSet>'),
      'BPMN_REFERENCE_DANGLING',
    ],
    [
      'a reference to no object',
      around('<task id="a"/>', '<dataObjectReference id="r" dataObjectRef="x"/>'),
      'BPMN_REFERENCE_DANGLING',
    ],
    [
      'a shared definition that is not there',
      around('<intermediateCatchEvent id="a"><eventDefinitionRef>x</eventDefinitionRef></intermediateCatchEvent>'),
      'BPMN_REFERENCE_DANGLING',
    ],
    ['an id twice', around('<task id="a"/><task id="a"/>'), 'BPMN_ID_TWICE'],
    [
      'an element that BPMN has not, in an event',
      around('<intermediateCatchEvent id="a"><timerDefinition/></intermediateCatchEvent>'),
      'BPMN_ELEMENT_UNKNOWN',
    ],
    [
      'an element that BPMN has not, at the root',
      file('<proces id="q"/><process id="p"><task id="t"/></process>'),
      'BPMN_ELEMENT_UNKNOWN',
    ],
    ['a quantity below 1', around('<task id="a" startQuantity="0"/>'), 'BPMN_ATTRIBUTE_VALUE'],
    [
      'a word that is no behaviour',
      around(
        '<task id="a"><multiInstanceLoopCharacteristics behavior="Some"><loopCardinality>1</loopCardinality></multiInstanceLoopCharacteristics></task>',
      ),
      'BPMN_ATTRIBUTE_VALUE',
    ],
    [
      'a loop of fewer than none',
      around(
        '<task id="a"><multiInstanceLoopCharacteristics><loopCardinality>-1</loopCardinality></multiInstanceLoopCharacteristics></task>',
      ),
      'BPMN_LOOP',
    ],
    [
      'cron',
      around(
        '<intermediateCatchEvent id="a"><timerEventDefinition><timeCycle>0 0/5 * * * ?</timeCycle></timerEventDefinition></intermediateCatchEvent>',
      ),
      'BPMN_ATTRIBUTE_VALUE',
    ],
    [
      'no duration',
      around(
        '<intermediateCatchEvent id="a"><timerEventDefinition><timeDuration>P1X</timeDuration></timerEventDefinition></intermediateCatchEvent>',
      ),
      'BPMN_ATTRIBUTE_VALUE',
    ],
    ['a stage that the law has not', around('<task id="a" motcua:stage="sleep"/>'), 'BPMN_ATTRIBUTE_VALUE'],
    ['a limit that is none', around('<userTask id="a" motcua:limit="soon"/>'), 'BPMN_ATTRIBUTE_VALUE'],
    [
      'a flow out of a process',
      file(
        '<process id="p"><task id="t"/><sequenceFlow id="f" sourceRef="t" targetRef="u"/></process><process id="q"><task id="u"/></process>',
      ),
      'BPMN_FLOW_CROSSES',
    ],
    [
      'an expression without an equivalent',
      around(
        '<task id="a"><standardLoopCharacteristics><loopCondition>${a.b()}</loopCondition></standardLoopCharacteristics></task>',
      ),
      'BPMN_EXPRESSION',
    ],
    ['no id', file('<process id="p"><task/></process>'), 'BPMN_ATTRIBUTE_MISSING'],
    ['a call of nothing', around('<callActivity id="a"/>'), 'BPMN_ATTRIBUTE_MISSING'],
    ['a choreography', file('<choreography id="c"/><process id="p"><task id="t"/></process>'), 'BPMN_NOT_EXECUTABLE'],
    [
      'JSON that is none',
      file(`${ext('<motcua:procedure>{</motcua:procedure>')}<process id="p"><task id="t"/></process>`),
      'BPMN_ATTRIBUTE_VALUE',
    ],
    [
      'JSON of another form',
      file(`${ext('<motcua:procedure>{"messages": 5}</motcua:procedure>')}<process id="p"><task id="t"/></process>`),
      'BPMN_ATTRIBUTE_VALUE',
    ],
    [
      'JSON with more than there is',
      file(
        `${ext('<motcua:procedure>{"__proto__": {}, "processes": []}</motcua:procedure>')}<process id="p"><task id="t"/></process>`,
      ),
      'BPMN_ATTRIBUTE_VALUE',
    ],
  ])('%s', (_, xml, code) => {
    const { diagnostics } = readBpmn(xml, { file: 'wrong.bpmn' })
    const found = diagnostics.find((one) => one.code === code)
    expect(found?.code, diagnostics.map((one) => one.code).join()).toBe(code)
    expect(found?.position.line).toBeGreaterThan(0)
    expect(found?.position.column).toBeGreaterThan(0)
  })
})
