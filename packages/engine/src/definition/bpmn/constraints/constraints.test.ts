import { describe, expect, it } from 'vitest'
import { readBpmn } from '../index.ts'

const file = (body: string, attrs = '') =>
  `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xs="http://www.w3.org/2001/XMLSchema" id="defs" targetNamespace="http://x" ${attrs}>${body}</definitions>`
const around = (a: string, inside = '', roots = '', after = '') =>
  file(
    `${roots}<process id="p" isExecutable="true">${inside}<startEvent id="s"/>${a}<endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/></process>${after}`,
  )
const timer = '<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>'
const specified = (s: string) => `<task id="a"><ioSpecification>${s}</ioSpecification></task>`
/** Wrong by the specification (BPMN 2.0.2 chapters 8 to 10) or its schema; what may not run is an error, the rest a warning. */
const WRONG: readonly (readonly [what: string, xml: string])[] = [
  ['sequenceFlow without sourceRef', around('<task id="a"/>', '<sequenceFlow id="x" targetRef="a"/>')],
  ['unknown gatewayDirection', around('<exclusiveGateway id="a" gatewayDirection="Sideways"/>')],
  ['unknown eventGatewayType', around('<eventBasedGateway id="a" eventGatewayType="Foo"/>')],
  ['unknown processType', file('<process id="p" processType="Foo"><startEvent id="s"/></process>')],
  [
    'unknown behavior',
    around(
      '<task id="a"><multiInstanceLoopCharacteristics behavior="Foo"><loopCardinality>1</loopCardinality></multiInstanceLoopCharacteristics></task>',
    ),
  ],
  ['unknown ordering', around('<adHocSubProcess id="a" ordering="Foo"><task id="t"/></adHocSubProcess>')],
  [
    'unknown associationDirection',
    around(
      '<task id="a"/>',
      '<textAnnotation id="t"><text>x</text></textAnnotation><association id="as" sourceRef="t" targetRef="a" associationDirection="Foo"/>',
    ),
  ],
  ['unknown itemKind', around('<task id="a"/>', '', '<itemDefinition id="i" itemKind="Foo"/>')],
  [
    'unknown relationship direction',
    around('<task id="a"/>', '', '<relationship type="x" direction="Foo"><source>p</source><target>p</target></relationship>'),
  ],
  ['isExecutable wrong boolean', file('<process id="p" isExecutable="yes"><startEvent id="s"/></process>')],
  ['isClosed wrong boolean', file('<process id="p" isClosed="yes"><startEvent id="s"/></process>')],
  ['startQuantity no number', around('<task id="a" startQuantity="x"/>')],
  [
    'loopMaximum no number',
    around(
      '<task id="a"><standardLoopCharacteristics loopMaximum="x"><loopCondition>true</loopCondition></standardLoopCharacteristics></task>',
    ),
  ],
  [
    'isSequential wrong boolean',
    around(
      '<task id="a"><multiInstanceLoopCharacteristics isSequential="x"><loopCardinality>1</loopCardinality></multiInstanceLoopCharacteristics></task>',
    ),
  ],
  [
    'testBefore wrong boolean',
    around(
      '<task id="a"><standardLoopCharacteristics testBefore="x"><loopCondition>true</loopCondition></standardLoopCharacteristics></task>',
    ),
  ],
  [
    'cancelActivity wrong',
    around(
      '<task id="a"/>',
      `<boundaryEvent id="b" attachedToRef="a" cancelActivity="x">${timer}</boundaryEvent><sequenceFlow id="f3" sourceRef="b" targetRef="e"/>`,
    ),
  ],
  ['isCollection wrong', around('<task id="a"/>', '<dataObject id="o" isCollection="x"/>')],
  ['isUnlimited wrong', around('<task id="a"/>', '', '<dataStore id="o" isUnlimited="x"/>')],
  [
    'parallelMultiple wrong',
    around('<intermediateCatchEvent id="a" parallelMultiple="x">' + timer + '</intermediateCatchEvent>'),
  ],
  ['triggeredByEvent wrong', around('<subProcess id="a" triggeredByEvent="x"><task id="t"/></subProcess>')],
  ['instantiate wrong', around('<receiveTask id="a" instantiate="x"/>')],
  ['isInterrupting wrong', file('<process id="p"><startEvent id="s" isInterrupting="x"/></process>')],
  [
    'isImmediate wrong',
    file(
      '<process id="p"><startEvent id="s"/><endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="e" isImmediate="x"/></process>',
    ),
  ],
  [
    'waitForCompletion wrong',
    around('<intermediateThrowEvent id="a"><compensateEventDefinition waitForCompletion="x"/></intermediateThrowEvent>'),
  ],
  [
    'cancelRemainingInstances wrong',
    around('<adHocSubProcess id="a" cancelRemainingInstances="x"><task id="t"/></adHocSubProcess>'),
  ],
  ['id not NCName', around('<task id="a"/>', '<task id="1 x"/>')],
  ['id starts with digit', around('<task id="a"/>', '<task id="1x"/>')],
  ['id empty', around('<task id="a"/>', '<task id=""/>')],
  [
    'child order: incoming after loop',
    around(
      '<task id="a"><standardLoopCharacteristics><loopCondition>true</loopCondition></standardLoopCharacteristics><incoming>f1</incoming><outgoing>f2</outgoing></task>',
    ),
  ],
  ['child order: documentation last', around('<task id="a"><incoming>f1</incoming><documentation>x</documentation></task>')],
  [
    'two multi instance',
    around(
      '<task id="a"><standardLoopCharacteristics/><multiInstanceLoopCharacteristics><loopCardinality>1</loopCardinality></multiInstanceLoopCharacteristics></task>',
    ),
  ],
  [
    'two ioSpecification',
    around(
      '<task id="a"><ioSpecification><inputSet/><outputSet/></ioSpecification><ioSpecification><inputSet/><outputSet/></ioSpecification></task>',
    ),
  ],
  [
    'two conditionExpression',
    around(
      '<exclusiveGateway id="a"/>',
      '<endEvent id="e2"/><sequenceFlow id="f9" sourceRef="a" targetRef="e2"><conditionExpression>true</conditionExpression><conditionExpression>false</conditionExpression></sequenceFlow>',
    ),
  ],
  ['userTask in definitions', file('<userTask id="u"/><process id="p"><startEvent id="s"/></process>')],
  ['sequenceFlow in task', around('<task id="a"><sequenceFlow id="q" sourceRef="s" targetRef="a"/></task>')],
  ['process in process', around('<task id="a"/>', '<process id="q"/>')],
  [
    'no targetNamespace',
    `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="s"/></process></definitions>`,
  ],
  ['text in process', file('<process id="p">hello<startEvent id="s"/></process>')],
  [
    'messageFlow without targetRef',
    file(
      '<collaboration id="c"><participant id="P" processRef="p"/><messageFlow id="m" sourceRef="P"/></collaboration><process id="p"><startEvent id="s"/></process>',
    ),
  ],
  ['import without location', file('<import namespace="x" importType="y"/><process id="p"><startEvent id="s"/></process>')],
  [
    'duplicate id task/DI',
    file(
      '<process id="p"><startEvent id="s"/></process><bpmndi:BPMNDiagram id="s"><bpmndi:BPMNPlane id="pl" bpmnElement="p"/></bpmndi:BPMNDiagram>',
    ),
  ],
  [
    'duplicate ids in DI',
    file(
      '<process id="p"><startEvent id="s"/></process><bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="d" bpmnElement="p"/></bpmndi:BPMNDiagram>',
    ),
  ],
  [
    'DI to nothing',
    file(
      '<process id="p"><startEvent id="s"/></process><bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="d2" bpmnElement="p"><bpmndi:BPMNShape id="sh" bpmnElement="nothing"><dc:Bounds x="0" y="0" width="1" height="1"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>',
    ),
  ],
  [
    'reference by undeclared prefix',
    around('<callActivity id="a" calledElement="zz:p2"/>', '', '', '<process id="p2"><startEvent id="s2"/></process>'),
  ],
  [
    'reference by another namespace',
    file(
      '<process id="p"><startEvent id="s"/><callActivity id="a" calledElement="xs:q"/><sequenceFlow id="f" sourceRef="s" targetRef="a"/></process><process id="q"><startEvent id="s2"/></process>',
    ),
  ],
  ['incoming names nothing', around('<task id="a"><incoming>zz</incoming></task>')],
  [
    'lane names nothing',
    around('<task id="a"/>', '<laneSet id="ls"><lane id="l"><flowNodeRef>zz</flowNodeRef></lane></laneSet>'),
  ],
  ['lane names a flow', around('<task id="a"/>', '<laneSet id="ls"><lane id="l"><flowNodeRef>f1</flowNodeRef></lane></laneSet>')],
  ['itemSubjectRef dangling', around('<task id="a"/>', '<dataObject id="o" itemSubjectRef="zz"/>')],
  ['message itemRef dangling', around('<task id="a"/>', '', '<message id="m" itemRef="zz"/>')],
  ['signal structureRef dangling', around('<task id="a"/>', '', '<signal id="m" structureRef="zz"/>')],
  ['error structureRef dangling', around('<task id="a"/>', '', '<error id="m" errorCode="1" structureRef="zz"/>')],
  ['a catching event that takes data', around('<startEvent id="t"><dataInput id="di"/></startEvent><task id="a"/>')],
  ['a throwing event that gives data', around('<task id="a"/><endEvent id="t"><dataOutput id="do"/></endEvent>')],
  ['a gateway that waits', around('<exclusiveGateway id="a"><signalEventDefinition/></exclusiveGateway>')],
  ['data of an activity outside of its ioSpecification', around('<task id="a"><dataInput id="di"/></task>')],
  ['a task that completes on a condition', around('<task id="a"><completionCondition>true</completionCondition></task>')],
  ['operationRef dangling', around('<serviceTask id="a" operationRef="zz"/>')],
  [
    'operation inMessageRef dangling',
    around(
      '<task id="a"/>',
      '',
      '<interface id="i" name="n"><operation id="o" name="n"><inMessageRef>zz</inMessageRef></operation></interface>',
    ),
  ],
  [
    'operation errorRef dangling',
    around(
      '<task id="a"/>',
      '',
      '<message id="m"/><interface id="i" name="n"><operation id="o" name="n"><inMessageRef>m</inMessageRef><errorRef>zz</errorRef></operation></interface>',
    ),
  ],
  ['messageRef names a signal', around('<receiveTask id="a" messageRef="g"/>', '', '<signal id="g" name="g"/>')],
  [
    'errorRef dangling',
    file(
      '<process id="p"><startEvent id="s"/><endEvent id="e"><errorEventDefinition errorRef="zz"/></endEvent><sequenceFlow id="f" sourceRef="s" targetRef="e"/></process>',
    ),
  ],
  [
    'eventDefinitionRef dangling',
    around('<intermediateCatchEvent id="a"><eventDefinitionRef>zz</eventDefinitionRef></intermediateCatchEvent>'),
  ],
  [
    'participant processRef dangling',
    file(
      '<collaboration id="c"><participant id="P" processRef="zz"/></collaboration><process id="p"><startEvent id="s"/></process>',
    ),
  ],
  [
    'compensate activityRef dangling',
    around('<intermediateThrowEvent id="a"><compensateEventDefinition activityRef="zz"/></intermediateThrowEvent>'),
  ],
  ['association ends dangling', around('<task id="a"/>', '<association id="as" sourceRef="zz" targetRef="a"/>')],
  ['category ref dangling', around('<task id="a"/>', '<group id="g" categoryValueRef="zz"/>')],
  ['resourceRef dangling', around('<userTask id="a"><potentialOwner><resourceRef>zz</resourceRef></potentialOwner></userTask>')],
  ['dataObjectRef dangling', around('<task id="a"/>', '<dataObjectReference id="r" dataObjectRef="zz"/>')],
  ['dataStoreRef dangling', around('<task id="a"/>', '<dataStoreReference id="r" dataStoreRef="zz"/>')],
  [
    'loopDataInputRef dangling',
    around(
      '<task id="a"><multiInstanceLoopCharacteristics><loopDataInputRef>zz</loopDataInputRef></multiInstanceLoopCharacteristics></task>',
    ),
  ],
  [
    'noneBehaviorEventRef dangling',
    around(
      '<task id="a"><multiInstanceLoopCharacteristics behavior="None" noneBehaviorEventRef="zz"><loopCardinality>1</loopCardinality></multiInstanceLoopCharacteristics></task>',
    ),
  ],
  [
    'correlationPropertyRef dangling',
    file(
      '<collaboration id="c"><participant id="P" processRef="p"/><correlationKey id="k"><correlationPropertyRef>zz</correlationPropertyRef></correlationKey></collaboration><process id="p"><startEvent id="s"/></process>',
    ),
  ],
  ['default dangling', around('<exclusiveGateway id="a" default="zz"/>')],
  ['supportedInterfaceRef dangling', around('<task id="a"/>', '<supportedInterfaceRef>zz</supportedInterfaceRef>')],
  [
    'definitionalCollaborationRef dangling',
    file('<process id="p" definitionalCollaborationRef="zz"><startEvent id="s"/></process>'),
  ],
  [
    'participant partner? interfaceRef dangling',
    file(
      '<collaboration id="c"><participant id="P" processRef="p"><interfaceRef>zz</interfaceRef></participant></collaboration><process id="p"><startEvent id="s"/></process>',
    ),
  ],
  ['extension definition missing', file('<extension/><process id="p"><startEvent id="s"/></process>')],
  ['start with incoming', around('<task id="a"/>', '<sequenceFlow id="x" sourceRef="a" targetRef="s"/>')],
  ['end with outgoing', around('<task id="a"/>', '<sequenceFlow id="x" sourceRef="e" targetRef="a"/>')],
  [
    'flow from boundary to boundary',
    around(
      '<task id="a"/>',
      `<boundaryEvent id="b" attachedToRef="a">${timer}</boundaryEvent><sequenceFlow id="x" sourceRef="a" targetRef="b"/>`,
    ),
  ],
  ['compensation activity with flow', around('<task id="a" isForCompensation="true"/>')],
  ['compensation handler without boundary', around('<task id="a"/>', '<task id="h" isForCompensation="true"/>')],
  [
    'compensation boundary, handler not for compensation',
    around(
      '<task id="a"/>',
      '<task id="h"/><boundaryEvent id="b" attachedToRef="a"><compensateEventDefinition/></boundaryEvent><association id="as" sourceRef="b" targetRef="h"/>',
    ),
  ],
  [
    'event sub-process with two starts',
    around(
      '<task id="a"/>',
      `<subProcess id="x" triggeredByEvent="true"><startEvent id="x1">${timer}</startEvent><startEvent id="x2">${timer}</startEvent></subProcess>`,
    ),
  ],
  [
    'event sub-process none start',
    around('<task id="a"/>', `<subProcess id="x" triggeredByEvent="true"><startEvent id="x1"/></subProcess>`),
  ],
  ['sub-process timer start', around(`<subProcess id="a"><startEvent id="x1">${timer}</startEvent></subProcess>`)],
  [
    'call of a process without none start',
    around(
      '<callActivity id="a" calledElement="q"/>',
      '',
      '',
      `<process id="q"><startEvent id="x1">${timer}</startEvent></process>`,
    ),
  ],
  [
    'cancel end outside',
    around(
      '<task id="a"/>',
      '<endEvent id="x"><cancelEventDefinition/></endEvent><sequenceFlow id="f9" sourceRef="a" targetRef="x"/>',
    ),
  ],
  [
    'cancel boundary on a task',
    around(
      '<task id="a"/>',
      '<boundaryEvent id="b" attachedToRef="a"><cancelEventDefinition/></boundaryEvent><sequenceFlow id="f3" sourceRef="b" targetRef="e"/>',
    ),
  ],
  [
    'boundary on event sub-process',
    around(
      '<task id="a"/>',
      `<subProcess id="x" triggeredByEvent="true"><startEvent id="x1">${timer}</startEvent></subProcess><boundaryEvent id="b" attachedToRef="x">${timer}</boundaryEvent><sequenceFlow id="f3" sourceRef="b" targetRef="e"/>`,
    ),
  ],
  [
    'boundary on gateway',
    around(
      '<task id="a"/>',
      `<boundaryEvent id="b" attachedToRef="e">${timer}</boundaryEvent><sequenceFlow id="f3" sourceRef="b" targetRef="e"/>`,
    ),
  ],
  [
    'boundary host in other scope',
    around(
      '<subProcess id="a"><task id="in"/></subProcess>',
      `<boundaryEvent id="b" attachedToRef="in">${timer}</boundaryEvent><sequenceFlow id="f3" sourceRef="b" targetRef="e"/>`,
    ),
  ],
  ['terminate start', file('<process id="p"><startEvent id="s"><terminateEventDefinition/></startEvent></process>')],
  ['terminate throw', around('<intermediateThrowEvent id="a"><terminateEventDefinition/></intermediateThrowEvent>')],
  ['error catch intermediate', around('<intermediateCatchEvent id="a"><errorEventDefinition/></intermediateCatchEvent>')],
  ['timer end', around('<task id="a"/>', `<endEvent id="x">${timer}</endEvent>`)],
  [
    'conditional end',
    around(
      '<task id="a"/>',
      `<endEvent id="x"><conditionalEventDefinition><condition>true</condition></conditionalEventDefinition></endEvent>`,
    ),
  ],
  [
    'link boundary',
    around('<task id="a"/>', '<boundaryEvent id="b" attachedToRef="a"><linkEventDefinition name="l"/></boundaryEvent>'),
  ],
  [
    'two catching links',
    around(
      '<task id="a"/>',
      '<intermediateThrowEvent id="l0"><linkEventDefinition name="L"/></intermediateThrowEvent><sequenceFlow id="f9" sourceRef="a" targetRef="l0"/><intermediateCatchEvent id="l1"><linkEventDefinition name="L"/></intermediateCatchEvent><intermediateCatchEvent id="l2"><linkEventDefinition name="L"/></intermediateCatchEvent><sequenceFlow id="f7" sourceRef="l1" targetRef="e"/><sequenceFlow id="f8" sourceRef="l2" targetRef="e"/>',
    ),
  ],
  [
    'link catch without throw',
    around(
      '<task id="a"/>',
      '<intermediateCatchEvent id="l1"><linkEventDefinition name="L"/></intermediateCatchEvent><sequenceFlow id="f7" sourceRef="l1" targetRef="e"/>',
    ),
  ],
  [
    'link source/target mismatch',
    around(
      '<task id="a"/>',
      '<intermediateThrowEvent id="l0"><linkEventDefinition id="d0" name="L"><target>nope</target></linkEventDefinition></intermediateThrowEvent><sequenceFlow id="f9" sourceRef="a" targetRef="l0"/><intermediateCatchEvent id="l1"><linkEventDefinition id="d1" name="L"/></intermediateCatchEvent><sequenceFlow id="f7" sourceRef="l1" targetRef="e"/>',
    ),
  ],
  [
    'event gateway then task',
    around(
      '<eventBasedGateway id="a"/>',
      `<intermediateCatchEvent id="t">${timer}</intermediateCatchEvent><sequenceFlow id="f3" sourceRef="a" targetRef="t"/><sequenceFlow id="f4" sourceRef="t" targetRef="e"/><task id="q"/><sequenceFlow id="f5" sourceRef="a" targetRef="q"/>`,
    ),
  ],
  ['event gateway one branch', around('<eventBasedGateway id="g"/><task id="a"/>')],
  ['event gateway instantiate with incoming', around('<eventBasedGateway id="a" instantiate="true"/>')],
  ['parallel event gateway not instantiating', around('<eventBasedGateway id="a" eventGatewayType="Parallel"/>')],
  ['receive instantiate with incoming', around('<receiveTask id="a" instantiate="true"/>')],
  ['exclusive after parallel? diverging one out', around('<parallelGateway id="a" gatewayDirection="Diverging"/>')],
  ['converging with one incoming', around('<parallelGateway id="a" gatewayDirection="Converging"/>')],
  ['mixed one in', around('<exclusiveGateway id="a" gatewayDirection="Mixed"/>')],
  ['gateway no flows', around('<task id="a"/>', '<exclusiveGateway id="g"/>')],
  [
    'default with condition',
    around(
      '<exclusiveGateway id="a" default="f9"/>',
      '<sequenceFlow id="f9" sourceRef="a" targetRef="e"><conditionExpression>true</conditionExpression></sequenceFlow>',
    ),
  ],
  [
    'condition on event flow',
    file(
      '<process id="p"><startEvent id="s"/><endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="e"><conditionExpression>true</conditionExpression></sequenceFlow></process>',
    ),
  ],
  [
    'exclusive gateway branches without conditions',
    around('<exclusiveGateway id="a"/>', '<endEvent id="e2"/><sequenceFlow id="f9" sourceRef="a" targetRef="e2"/>'),
  ],
  [
    'message flow in one pool',
    file(
      '<collaboration id="c"><participant id="P" processRef="p"/><messageFlow id="m" sourceRef="a" targetRef="b"/></collaboration><process id="p"><startEvent id="s"/><task id="a"/><receiveTask id="b"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="b"/></process>',
    ),
  ],
  [
    'message flow to gateway',
    file(
      '<collaboration id="c"><participant id="P" processRef="p"/><participant id="Q"/><messageFlow id="m" sourceRef="Q" targetRef="g"/></collaboration><process id="p"><startEvent id="s"/><exclusiveGateway id="g"/><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="g"/><sequenceFlow id="f2" sourceRef="g" targetRef="e"/></process>',
    ),
  ],
  [
    'message flow from start',
    file(
      '<collaboration id="c"><participant id="P" processRef="p"/><participant id="Q"/><messageFlow id="m" sourceRef="s" targetRef="Q"/></collaboration><process id="p"><startEvent id="s"/><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="e"/></process>',
    ),
  ],
  [
    'message flow to none start',
    file(
      '<collaboration id="c"><participant id="P" processRef="p"/><participant id="Q"/><messageFlow id="m" sourceRef="Q" targetRef="s"/></collaboration><process id="p"><startEvent id="s"/><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="e"/></process>',
    ),
  ],
  [
    'message flow from none end',
    file(
      '<collaboration id="c"><participant id="P" processRef="p"/><participant id="Q"/><messageFlow id="m" sourceRef="e" targetRef="Q"/></collaboration><process id="p"><startEvent id="s"/><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="e"/></process>',
    ),
  ],
  [
    'sequence flow across pools',
    file(
      '<process id="p"><startEvent id="s"/><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="e2"/></process><process id="q"><startEvent id="s2"/><endEvent id="e2"/><sequenceFlow id="f2" sourceRef="s2" targetRef="e2"/></process>',
    ),
  ],
  [
    'multiplicity max 0',
    file(
      '<collaboration id="c"><participant id="P" processRef="p"><participantMultiplicity maximum="0"/></participant></collaboration><process id="p"><startEvent id="s"/></process>',
    ),
  ],
  [
    'multiplicity max < min',
    file(
      '<collaboration id="c"><participant id="P" processRef="p"><participantMultiplicity minimum="3" maximum="2"/></participant></collaboration><process id="p"><startEvent id="s"/></process>',
    ),
  ],
  [
    'two participants of one process',
    file(
      '<collaboration id="c"><participant id="P" processRef="p"/><participant id="Q" processRef="p"/></collaboration><process id="p"><startEvent id="s"/></process>',
    ),
  ],
  ['public executable', file('<process id="p" isExecutable="true" processType="Public"><startEvent id="s"/></process>')],
  ['loop condition missing', around('<task id="a"><standardLoopCharacteristics/></task>')],
  [
    'loopMaximum 0',
    around(
      '<task id="a"><standardLoopCharacteristics loopMaximum="0"><loopCondition>true</loopCondition></standardLoopCharacteristics></task>',
    ),
  ],
  ['multi without either', around('<task id="a"><multiInstanceLoopCharacteristics/></task>')],
  [
    'multi with both',
    around(
      '<task id="a"><ioSpecification><dataInput id="di" isCollection="true"/><inputSet><dataInputRefs>di</dataInputRefs></inputSet><outputSet/></ioSpecification><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality><loopDataInputRef>di</loopDataInputRef></multiInstanceLoopCharacteristics></task>',
    ),
  ],
  [
    'cardinality 0',
    around(
      '<task id="a"><multiInstanceLoopCharacteristics><loopCardinality>0</loopCardinality></multiInstanceLoopCharacteristics></task>',
    ),
  ],
  [
    'cardinality 1.5',
    around(
      '<task id="a"><multiInstanceLoopCharacteristics><loopCardinality>1.5</loopCardinality></multiInstanceLoopCharacteristics></task>',
    ),
  ],
  [
    'cardinality a text',
    around(
      '<task id="a"><multiInstanceLoopCharacteristics><loopCardinality>"three"</loopCardinality></multiInstanceLoopCharacteristics></task>',
    ),
  ],
  [
    'behavior None without event',
    around(
      '<task id="a"><multiInstanceLoopCharacteristics behavior="None"><loopCardinality>1</loopCardinality></multiInstanceLoopCharacteristics></task>',
    ),
  ],
  [
    'behavior One without event',
    around(
      '<task id="a"><multiInstanceLoopCharacteristics behavior="One"><loopCardinality>1</loopCardinality></multiInstanceLoopCharacteristics></task>',
    ),
  ],
  [
    'behavior Complex without definition',
    around(
      '<task id="a"><multiInstanceLoopCharacteristics behavior="Complex"><loopCardinality>1</loopCardinality></multiInstanceLoopCharacteristics></task>',
    ),
  ],
  [
    'complexBehavior without condition',
    around(
      '<task id="a"><multiInstanceLoopCharacteristics behavior="Complex"><loopCardinality>1</loopCardinality><complexBehaviorDefinition><event id="ev"><signalEventDefinition signalRef="g"/></event></complexBehaviorDefinition></multiInstanceLoopCharacteristics></task>',
      '',
      '<signal id="g" name="g"/>',
    ),
  ],
  ['ad hoc empty', around('<adHocSubProcess id="a"/>')],
  ['ad hoc with start', around('<adHocSubProcess id="a"><startEvent id="x"/><task id="t"/></adHocSubProcess>')],
  ['ad hoc with end', around('<adHocSubProcess id="a"><endEvent id="x"/><task id="t"/></adHocSubProcess>')],
  [
    'service task operation with two inputs',
    around(
      '<serviceTask id="a" operationRef="o"><ioSpecification><dataInput id="d1"/><dataInput id="d2"/><inputSet><dataInputRefs>d1</dataInputRefs><dataInputRefs>d2</dataInputRefs></inputSet><outputSet/></ioSpecification></serviceTask>',
      '',
      '<message id="m"/><interface id="i" name="n"><operation id="o" name="n"><inMessageRef>m</inMessageRef></operation></interface>',
    ),
  ],
  [
    'send task message type mismatch',
    around(
      '<sendTask id="a" messageRef="m"><ioSpecification><dataInput id="d1" itemSubjectRef="i2"/><inputSet><dataInputRefs>d1</dataInputRefs></inputSet><outputSet/></ioSpecification></sendTask>',
      '',
      '<itemDefinition id="i1" structureRef="xs:string"/><itemDefinition id="i2" structureRef="xs:int"/><message id="m" itemRef="i1"/>',
    ),
  ],
  [
    'receive task message type mismatch',
    around(
      '<receiveTask id="a" messageRef="m"><ioSpecification><dataOutput id="d1" itemSubjectRef="i2"/><inputSet/><outputSet><dataOutputRefs>d1</dataOutputRefs></outputSet></ioSpecification></receiveTask>',
      '',
      '<itemDefinition id="i1" structureRef="xs:string"/><itemDefinition id="i2" structureRef="xs:int"/><message id="m" itemRef="i1"/>',
    ),
  ],
  [
    'receive task two outputs',
    around(
      '<receiveTask id="a" messageRef="m"><ioSpecification><dataOutput id="d1"/><dataOutput id="d2"/><inputSet/><outputSet><dataOutputRefs>d1</dataOutputRefs><dataOutputRefs>d2</dataOutputRefs></outputSet></ioSpecification></receiveTask>',
      '',
      '<message id="m"/>',
    ),
  ],
  [
    'send task two inputs',
    around(
      '<sendTask id="a" messageRef="m"><ioSpecification><dataInput id="d1"/><dataInput id="d2"/><inputSet><dataInputRefs>d1</dataInputRefs><dataInputRefs>d2</dataInputRefs></inputSet><outputSet/></ioSpecification></sendTask>',
      '',
      '<message id="m"/>',
    ),
  ],
  [
    'message event data type mismatch',
    around(
      '<intermediateCatchEvent id="a"><dataOutput id="d1" itemSubjectRef="i2"/><outputSet><dataOutputRefs>d1</dataOutputRefs></outputSet><messageEventDefinition messageRef="m"/></intermediateCatchEvent>',
      '',
      '<itemDefinition id="i1" structureRef="xs:string"/><itemDefinition id="i2" structureRef="xs:int"/><message id="m" itemRef="i1"/>',
    ),
  ],
  [
    'signal event data type mismatch',
    around(
      '<intermediateThrowEvent id="a"><dataInput id="d1" itemSubjectRef="i2"/><inputSet><dataInputRefs>d1</dataInputRefs></inputSet><signalEventDefinition signalRef="g"/></intermediateThrowEvent>',
      '',
      '<itemDefinition id="i1" structureRef="xs:string"/><itemDefinition id="i2" structureRef="xs:int"/><signal id="g" name="g" structureRef="i1"/>',
    ),
  ],
  ['io without input set', around(specified('<dataInput id="d1"/><outputSet/>'))],
  ['io without output set', around(specified('<inputSet/>'))],
  ['input in no set', around(specified('<dataInput id="d1"/><inputSet/><outputSet/>'))],
  [
    'input set names output',
    around(
      specified(
        '<dataOutput id="d1"/><inputSet><dataInputRefs>d1</dataInputRefs></inputSet><outputSet><dataOutputRefs>d1</dataOutputRefs></outputSet>',
      ),
    ),
  ],
  [
    'optional not listed',
    around(
      specified(
        '<dataInput id="d1"/><inputSet><dataInputRefs>d1</dataInputRefs><optionalInputRefs>d9</optionalInputRefs></inputSet><outputSet/>',
      ),
    ),
  ],
  [
    'data association without target',
    around(
      '<task id="a"><dataInputAssociation id="x"><sourceRef>o</sourceRef></dataInputAssociation></task>',
      '<dataObject id="o"/>',
    ),
  ],
  [
    'data association types differ',
    around(
      '<task id="a"><ioSpecification><dataInput id="d1" itemSubjectRef="i2"/><inputSet><dataInputRefs>d1</dataInputRefs></inputSet><outputSet/></ioSpecification><dataInputAssociation id="x"><sourceRef>o</sourceRef><targetRef>d1</targetRef></dataInputAssociation></task>',
      '<dataObject id="o" itemSubjectRef="i1"/>',
      '<itemDefinition id="i1" structureRef="xs:string"/><itemDefinition id="i2" structureRef="xs:int"/>',
    ),
  ],
  [
    'data association no source no assignment',
    around(
      '<task id="a"><ioSpecification><dataInput id="d1"/><inputSet><dataInputRefs>d1</dataInputRefs></inputSet><outputSet/></ioSpecification><dataInputAssociation id="x"><targetRef>d1</targetRef></dataInputAssociation></task>',
    ),
  ],
  [
    'several sources no transformation',
    around(
      '<task id="a"><ioSpecification><dataInput id="d1"/><inputSet><dataInputRefs>d1</dataInputRefs></inputSet><outputSet/></ioSpecification><dataInputAssociation id="x"><sourceRef>o</sourceRef><sourceRef>o2</sourceRef><targetRef>d1</targetRef></dataInputAssociation></task>',
      '<dataObject id="o"/><dataObject id="o2"/>',
    ),
  ],
  ['data object outside? in gateway', around('<exclusiveGateway id="a"><dataObject id="o"/></exclusiveGateway>')],
  [
    'sub-process with io',
    around('<subProcess id="a"><ioSpecification><inputSet/><outputSet/></ioSpecification><task id="t"/></subProcess>'),
  ],
  ['script without format', around('<scriptTask id="a"><script>1</script></scriptTask>')],
  ['format without script', around('<scriptTask id="a" scriptFormat="feel"/>')],
  [
    'resource role both',
    around(
      '<userTask id="a"><potentialOwner><resourceRef>r</resourceRef><resourceAssignmentExpression><formalExpression>x</formalExpression></resourceAssignmentExpression></potentialOwner></userTask>',
      '',
      '<resource id="r" name="r"/>',
    ),
  ],
  [
    'resource binding without resourceRef',
    around(
      '<userTask id="a"><potentialOwner><resourceParameterBinding parameterRef="x"><formalExpression>1</formalExpression></resourceParameterBinding></potentialOwner></userTask>',
    ),
  ],
  ['correlationProperty without retrieval', file('<correlationProperty id="cp"/><process id="p"><startEvent id="s"/></process>')],
  [
    'correlation key empty',
    file(
      '<collaboration id="c"><participant id="P" processRef="p"/><correlationKey id="k"/></collaboration><process id="p"><startEvent id="s"/></process>',
    ),
  ],
  ['interface without operation', file('<interface id="i" name="n"/><process id="p"><startEvent id="s"/></process>')],
  [
    'operation without inMessage',
    file('<interface id="i" name="n"><operation id="o" name="n"/></interface><process id="p"><startEvent id="s"/></process>'),
  ],
  [
    'timer two kinds',
    around(
      '<intermediateCatchEvent id="a"><timerEventDefinition><timeDate>2020-01-01T00:00:00</timeDate><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>',
    ),
  ],
  [
    'empty timeDuration',
    around(
      '<intermediateCatchEvent id="a"><timerEventDefinition><timeDuration></timeDuration></timerEventDefinition></intermediateCatchEvent>',
    ),
  ],
  [
    'empty conditionExpression',
    around(
      '<exclusiveGateway id="a"/>',
      '<endEvent id="e2"/><sequenceFlow id="f9" sourceRef="a" targetRef="e2"><conditionExpression/></sequenceFlow>',
    ),
  ],
  [
    'error without code thrown',
    file(
      '<error id="er"/><process id="p"><startEvent id="s"/><endEvent id="e"><errorEventDefinition errorRef="er"/></endEvent><sequenceFlow id="f" sourceRef="s" targetRef="e"/></process>',
    ),
  ],
  [
    'escalation without code thrown',
    around(
      '<intermediateThrowEvent id="a"><escalationEventDefinition escalationRef="es"/></intermediateThrowEvent>',
      '',
      '<escalation id="es"/>',
    ),
  ],
  [
    'error event definition without ref thrown',
    file(
      '<process id="p"><startEvent id="s"/><endEvent id="e"><errorEventDefinition/></endEvent><sequenceFlow id="f" sourceRef="s" targetRef="e"/></process>',
    ),
  ],
  [
    'escalation definition without ref thrown',
    around('<intermediateThrowEvent id="a"><escalationEventDefinition/></intermediateThrowEvent>'),
  ],
  ['message throw without ref', around('<intermediateThrowEvent id="a"><messageEventDefinition/></intermediateThrowEvent>')],
  ['message catch without ref', around('<intermediateCatchEvent id="a"><messageEventDefinition/></intermediateCatchEvent>')],
  ['receive task without message', around('<receiveTask id="a"/>')],
  ['send task without message or operation', around('<sendTask id="a"/>')],
  [
    'start without end',
    file('<process id="p"><startEvent id="s"/><task id="t"/><sequenceFlow id="f" sourceRef="s" targetRef="t"/></process>'),
  ],
  [
    'end without start',
    file('<process id="p"><endEvent id="s"/><task id="t"/><sequenceFlow id="f" sourceRef="t" targetRef="s"/></process>'),
  ],
  ['start no outgoing', around('<task id="a"/>', '<startEvent id="s9"/>')],
  ['end no incoming', around('<task id="a"/>', '<endEvent id="e9"/>')],
  [
    'intermediate no incoming',
    around('<task id="a"/>', '<intermediateThrowEvent id="t"/><sequenceFlow id="f9" sourceRef="t" targetRef="e"/>'),
  ],
  [
    'intermediate no outgoing',
    around('<task id="a"/>', '<intermediateThrowEvent id="t"/><sequenceFlow id="f9" sourceRef="a" targetRef="t"/>'),
  ],
  ['start not connected activity with start event used', around('<task id="a"/>', '<task id="lonely"/>')],
  ['boundary no outgoing', around('<task id="a"/>', `<boundaryEvent id="b" attachedToRef="a">${timer}</boundaryEvent>`)],
  [
    'boundary with several cancel',
    around(
      '<transaction id="a"><task id="t"/></transaction>',
      '<boundaryEvent id="b" attachedToRef="a"><cancelEventDefinition/><cancelEventDefinition/></boundaryEvent><sequenceFlow id="f9" sourceRef="b" targetRef="e"/>',
    ),
  ],
  [
    'two cancel boundaries on transaction',
    around(
      '<transaction id="a"><task id="t"/></transaction>',
      '<boundaryEvent id="b" attachedToRef="a"><cancelEventDefinition/></boundaryEvent><sequenceFlow id="f9" sourceRef="b" targetRef="e"/><boundaryEvent id="b2" attachedToRef="a"><cancelEventDefinition/></boundaryEvent><sequenceFlow id="f10" sourceRef="b2" targetRef="e"/>',
    ),
  ],
  [
    'error boundary non interrupting',
    around(
      '<task id="a"/>',
      '<boundaryEvent id="b" attachedToRef="a" cancelActivity="false"><errorEventDefinition/></boundaryEvent><sequenceFlow id="f9" sourceRef="b" targetRef="e"/>',
    ),
  ],
  [
    'error start of event sub-process non interrupting',
    around(
      '<task id="a"/>',
      '<subProcess id="x" triggeredByEvent="true"><startEvent id="x1" isInterrupting="false"><errorEventDefinition/></startEvent></subProcess>',
    ),
  ],
  [
    'compensation start of event sub-process in process',
    around(
      '<task id="a"/>',
      '<subProcess id="x" triggeredByEvent="true"><startEvent id="x1"><compensateEventDefinition/></startEvent></subProcess>',
    ),
  ],
  [
    'isInterrupting false on process start',
    file(
      '<process id="p"><startEvent id="s" isInterrupting="false"/><endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/></process>',
    ),
  ],
  [
    'parallelMultiple with one',
    around(`<intermediateCatchEvent id="a" parallelMultiple="true">${timer}</intermediateCatchEvent>`),
  ],
  ['data state on object', around('<task id="a"/>', '<dataObject id="o"><dataState name="x"/></dataObject>')],
  [
    'data input in process io used by throw? event data fewer',
    around(
      '<intermediateThrowEvent id="a"><dataInput id="d1"/><inputSet><dataInputRefs>d1</dataInputRefs></inputSet><signalEventDefinition signalRef="g"/><messageEventDefinition messageRef="m"/></intermediateThrowEvent>',
      '',
      '<signal id="g" name="g"/><message id="m"/>',
    ),
  ],
  [
    'lane in two lanes',
    around(
      '<task id="a"/>',
      '<laneSet id="ls"><lane id="l"><flowNodeRef>a</flowNodeRef></lane><lane id="l2"><flowNodeRef>a</flowNodeRef></lane></laneSet>',
    ),
  ],
  [
    'global task with io binding wrong',
    file(
      '<globalUserTask id="g"><ioBinding operationRef="o" inputDataRef="x" outputDataRef="y"/></globalUserTask><process id="p"><startEvent id="s"/></process>',
    ),
  ],
  ['call activity calls a task', around('<callActivity id="a" calledElement="t"/>', '<task id="t"/>')],
  ['mustUnderstand', file('<extension definition="x" mustUnderstand="true"/><process id="p"><startEvent id="s"/></process>')],
  [
    'choreography task in process',
    around(
      '<task id="a"/>',
      '<choreographyTask id="c" initiatingParticipantRef="x"><participantRef>x</participantRef><participantRef>y</participantRef></choreographyTask>',
    ),
  ],
  [
    'boundary attribute parallelMultiple single',
    around(
      '<task id="a"/>',
      `<boundaryEvent id="b" attachedToRef="a" parallelMultiple="true">${timer}</boundaryEvent><sequenceFlow id="f9" sourceRef="b" targetRef="e"/>`,
    ),
  ],
  ['send task with signal messageRef', around('<sendTask id="a" messageRef="s"/>')],
  ['boundary without attachedToRef', around('<task id="a"/>', `<boundaryEvent id="b">${timer}</boundaryEvent>`)],
  [
    'sub-process end with flow across',
    around('<subProcess id="a"><task id="in"/><sequenceFlow id="x" sourceRef="in" targetRef="e"/></subProcess>'),
  ],
  [
    'flow declared in wrong scope',
    around(
      '<subProcess id="a"><task id="in"/><task id="in2"/></subProcess>',
      '<sequenceFlow id="x" sourceRef="in" targetRef="in2"/>',
    ),
  ],
  [
    'multiple start: parallelMultiple with none',
    file(
      '<process id="p"><startEvent id="s" parallelMultiple="true"/><endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/></process>',
    ),
  ],
]

describe('a file that is wrong', () => {
  it.each(WRONG)('%s', (_, xml) => {
    const { diagnostics } = readBpmn(xml, { file: 'x.bpmn' })
    // Lists of flows that some elements lack are no mistake of these files.
    const found = diagnostics.filter(({ code }) => code !== 'BPMN_FLOW_LISTS' || xml.includes('<incoming>'))
    expect(found.map(({ code }) => code)).not.toEqual([])
    for (const { position, message } of found)
      expect([position.line > 0, message.en]).toEqual([true, expect.stringMatching(/^expected .*found/)])
  })
})

describe('a file that is right', () => {
  it.each([
    ['a task', around('<task id="a"/>')],
    [
      'a transaction',
      around(
        '<transaction id="a"><startEvent id="x"/><endEvent id="y"/><sequenceFlow id="z" sourceRef="x" targetRef="y"/></transaction>',
      ),
    ],
    [
      'data that move between one type',
      around(
        '<task id="a"><ioSpecification><dataInput id="d1" itemSubjectRef="i1"/><inputSet><dataInputRefs>d1</dataInputRefs></inputSet><outputSet/></ioSpecification><dataInputAssociation id="x"><sourceRef>o</sourceRef><targetRef>d1</targetRef></dataInputAssociation></task>',
        '<dataObject id="o" itemSubjectRef="i1"/>',
        '<itemDefinition id="i1" structureRef="xs:string"/>',
      ),
    ],
    ['a message that is named', around('<receiveTask id="a" messageRef="m"/>', '', '<message id="m"/>')],
    [
      'the last branch without a condition, as other tools write a default',
      around(
        '<exclusiveGateway id="a"/>',
        '<sequenceFlow id="f0" sourceRef="a" targetRef="e"><conditionExpression>=n &gt; 1</conditionExpression></sequenceFlow>',
      ),
    ],
    [
      'elements in the order of the schema',
      around(
        '<task id="a"><documentation>x</documentation><extensionElements/><incoming>f1</incoming><outgoing>f2</outgoing><standardLoopCharacteristics loopMaximum="3"/></task>',
      ),
    ],
  ])('%s is not found wrong', (_, xml) => {
    const { definition, diagnostics } = readBpmn(xml, { file: 'x.bpmn' })
    expect(diagnostics.filter(({ code }) => code !== 'BPMN_FLOW_LISTS').map(({ message }) => message.en)).toEqual([])
    expect(definition).toBeDefined()
  })
})
