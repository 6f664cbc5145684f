import type { XmlElement } from '../../xml/index.ts'
import { BPMN_ELEMENT_UNKNOWN, BPMN_EXTENSION_IGNORED } from './codes.ts'
import { BPMN, type Source } from './source.ts'

const words = (text: string) => text.split(' ')

/** Attributes of BPMN's elements beside `id`. @law the XML Schemas of formal/2013-12-09 */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = (() => {
  const activity = words('name isForCompensation startQuantity completionQuantity default')
  const subProcess = [...activity, 'triggeredByEvent']
  const catching = words('name parallelMultiple')
  const item = words('name itemSubjectRef isCollection')
  return {
    definitions: words('name targetNamespace expressionLanguage typeLanguage exporter exporterVersion'),
    import: words('namespace location importType'),
    process: words('name processType isClosed isExecutable definitionalCollaborationRef'),
    collaboration: words('name isClosed'),
    participant: words('name processRef'),
    participantMultiplicity: words('minimum maximum'),
    messageFlow: words('name sourceRef targetRef messageRef'),
    sequenceFlow: words('name sourceRef targetRef isImmediate'),
    association: words('sourceRef targetRef associationDirection'),
    textAnnotation: words('textFormat'),
    group: words('categoryValueRef'),
    category: words('name'),
    categoryValue: words('value'),
    laneSet: words('name'),
    childLaneSet: words('name'),
    lane: words('name partitionElementRef'),
    message: words('name itemRef'),
    signal: words('name structureRef'),
    error: words('name errorCode structureRef'),
    escalation: words('name escalationCode structureRef'),
    itemDefinition: words('structureRef isCollection itemKind'),
    dataObject: item,
    dataObjectReference: words('name itemSubjectRef dataObjectRef'),
    dataStore: words('name capacity isUnlimited itemSubjectRef'),
    dataStoreReference: words('name itemSubjectRef dataStoreRef'),
    dataInput: item,
    dataOutput: item,
    property: words('name itemSubjectRef'),
    inputDataItem: item,
    outputDataItem: item,
    task: activity,
    manualTask: activity,
    userTask: [...activity, 'implementation'],
    serviceTask: [...activity, 'implementation', 'operationRef'],
    sendTask: [...activity, 'implementation', 'operationRef', 'messageRef'],
    receiveTask: [...activity, 'implementation', 'operationRef', 'messageRef', 'instantiate'],
    scriptTask: [...activity, 'scriptFormat'],
    businessRuleTask: [...activity, 'implementation'],
    callActivity: [...activity, 'calledElement'],
    subProcess,
    transaction: [...subProcess, 'method', 'protocol'],
    adHocSubProcess: [...subProcess, 'cancelRemainingInstances', 'ordering'],
    globalTask: ['name'],
    globalManualTask: ['name'],
    globalUserTask: words('name implementation'),
    globalBusinessRuleTask: words('name implementation'),
    globalScriptTask: words('name scriptLanguage scriptFormat'),
    startEvent: [...catching, 'isInterrupting'],
    intermediateCatchEvent: catching,
    boundaryEvent: [...catching, 'attachedToRef', 'cancelActivity'],
    intermediateThrowEvent: ['name'],
    endEvent: ['name'],
    messageEventDefinition: ['messageRef', 'operationRef'],
    timerEventDefinition: [],
    signalEventDefinition: ['signalRef'],
    errorEventDefinition: ['errorRef'],
    escalationEventDefinition: ['escalationRef'],
    conditionalEventDefinition: [],
    linkEventDefinition: ['name'],
    compensateEventDefinition: words('activityRef waitForCompletion'),
    cancelEventDefinition: [],
    terminateEventDefinition: [],
    exclusiveGateway: words('name gatewayDirection default'),
    inclusiveGateway: words('name gatewayDirection default'),
    complexGateway: words('name gatewayDirection default'),
    parallelGateway: words('name gatewayDirection'),
    eventBasedGateway: words('name gatewayDirection instantiate eventGatewayType'),
    standardLoopCharacteristics: words('testBefore loopMaximum'),
    multiInstanceLoopCharacteristics: words('isSequential behavior oneBehaviorEventRef noneBehaviorEventRef'),
  }
})()

/** Elements of BPMN that are not in the table above. */
const ELEMENTS = new Set([
  ...words('activationCondition artifact assignment auditing callChoreography calledChoreographyRef callConversation'),
  ...words('callableElement categoryValueRef choreography choreographyRef choreographyActivity choreographyTask subChoreography'),
  ...words('completionCondition complexBehaviorDefinition condition conditionExpression conversation conversationAssociation'),
  ...words('conversationLink conversationNode conversationNodeRef correlationKey correlationProperty correlationPropertyBinding'),
  ...words('correlationPropertyRef correlationPropertyRetrievalExpression correlationSubscription dataInputAssociation'),
  ...words('dataInputRefs dataOutputAssociation dataOutputRefs dataPath dataState documentation endPoint endPointRef errorRef'),
  ...words('event eventDefinition eventDefinitionRef expression extension extensionElements flowElementRef flowNodeRef from'),
  ...words('formalExpression globalBusinessRuleTask globalChoreographyTask globalConversation globalManualTask globalScriptTask'),
  ...words('globalTask globalUserTask humanPerformer implicitThrowEvent inMessageRef incoming innerConversationNodeRef'),
  ...words('innerMessageFlowRef innerParticipantRef inputSet inputSetRef inputSetRefs interface interfaceRef ioBinding'),
  ...words('ioSpecification loopCardinality loopCondition loopDataInputRef loopDataOutputRef messageFlowAssociation'),
  ...words('messageFlowRef messagePath method monitoring operation operationRef optionalInputRefs optionalOutputRefs'),
  ...words('outMessageRef outerConversationNodeRef outerMessageFlowRef outerParticipantRef outgoing outputSet outputSetRef'),
  ...words('outputSetRefs partitionElement partnerEntity partnerRole participantAssociation participantRef performer'),
  ...words('potentialOwner relationship rendering resource resourceAssignmentExpression resourceParameter'),
  ...words(
    'resourceParameterBinding resourceRef resourceRole rootElement script source sourceRef subConversation supportedInterfaceRef',
  ),
  ...words('supports target targetRef text timeCycle timeDate timeDuration to transformation value whileExecutingInputRefs'),
  ...words('whileExecutingOutputRefs flowElement baseElement loopCharacteristics'),
])

/** Whether BPMN has an element of this name. */
export function isElement(local: string): boolean {
  return Object.hasOwn(ATTRIBUTES, local) || ELEMENTS.has(local)
}

/** Where whatever tools like may stand. */
const OPAQUE = new Set([
  'choreography',
  'globalChoreographyTask',
  'extensionElements',
  'documentation',
  'script',
  'text',
  'rendering',
])

/** Finds elements that BPMN has not, and attributes that it does not give an element: mostly slips of the pen. */
export function checkVocabulary(source: Source): void {
  const open: XmlElement[] = [source.root]
  for (let element = open.pop(); element !== undefined; element = open.pop()) {
    if (element.namespace !== BPMN) continue
    const known = Object.hasOwn(ATTRIBUTES, element.local) ? ATTRIBUTES[element.local] : undefined
    if (!isElement(element.local)) {
      source.report(BPMN_ELEMENT_UNKNOWN, element, { element: element.local })
      continue
    }
    const unknown = element.attributes
      .filter(({ prefix, local, namespace }) => namespace === '' && prefix === '' && local !== 'xmlns')
      .filter(({ local }) => known !== undefined && local !== 'id' && !known.includes(local))
    if (unknown.length > 0) {
      const found = unknown.slice(0, 8).map(({ local }) => `${local}=""`)
      source.report(BPMN_EXTENSION_IGNORED, element, { found: found.join(', ') }, unknown[0]?.local)
    }
    if (!OPAQUE.has(element.local)) for (const child of element.children) open.push(child)
  }
}

/** What is drawn and has no way to run: choreographies. */
export function notExecutable(source: Source): XmlElement[] {
  return source.root.children.filter(
    ({ namespace, local }) => namespace === BPMN && /^(choreography|globalChoreographyTask)$/.test(local),
  )
}
