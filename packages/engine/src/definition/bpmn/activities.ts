import { attributeOf, type XmlElement } from '../../xml/index.ts'
import type { Activity, Expression, FlowNodeBase, FlowScope, Loop, Mapping } from '../definition.ts'
import { BPMN_ATTRIBUTE_MISSING, BPMN_ELEMENT_UNKNOWN } from './codes.ts'
import { associationsOf, itemOf, variableOfData } from './data.ts'
import { eventDefinition, EVENT_DEFINITIONS } from './events.ts'
import { decodeId } from './ids.ts'
import { limitOf, namesIn } from './marks.ts'
import { carried, childOf, childrenOf, idOf, MOTCUA, variableOf, type Source } from './source.ts'
import {
  callMappings,
  constantInput,
  formOf,
  jobOf,
  mappingsOf,
  resultOf,
  roleOf,
  vendorAttribute,
  vendorElement,
} from './vendor.ts'

export const ACTIVITIES = [
  'task',
  'manualTask',
  'userTask',
  'serviceTask',
  'sendTask',
  'receiveTask',
  'scriptTask',
  'businessRuleTask',
  'callActivity',
  'subProcess',
  'transaction',
  'adHocSubProcess',
]

/** What jBPM calls a business rule task that a DMN decision does. */
const JBPM_DMN = 'http://www.jboss.org/drools/dmn'

/** What the file around an activity gives to it. */
export interface Around {
  readonly source: Source
  scope(element: XmlElement): FlowScope
  /** The message of a message flow to or from the element, where it names none itself. */
  flowMessage(element: XmlElement): string | undefined
}

export function activityOf(element: XmlElement, base: FlowNodeBase, around: Around): Activity {
  const { source } = around
  const vendor = mappingsOf(element, source)
  const data = associationsOf(element, source)
  const activity = {
    ...base,
    loop: loopOf(element, source),
    isForCompensation: source.boolean(element, 'isForCompensation', false),
    startQuantity: source.integer(element, 'startQuantity', 1) ?? 1,
    completionQuantity: source.integer(element, 'completionQuantity', 1) ?? 1,
    input: [...data.input, ...vendor.input],
    output: [...data.output, ...vendor.output],
    properties: childrenOf(element, 'property').map((property) => itemOf(property, source)),
  }
  const sets = namesIn(element, 'sets')
  const own = (local: string) => attributeOf(element, local, MOTCUA)
  switch (element.local) {
    case 'userTask': {
      const limit = limitOf(element, source)
      const fourEyes = namesIn(element, 'fourEyes').map(decodeId)
      const groups = namesIn(element, 'groups').map(decodeId)
      return {
        ...activity,
        ...(groups.length === 0 ? {} : { groups }),
        ...(fourEyes.length === 0 ? {} : { fourEyes }),
        kind: 'userTask',
        role: own('role') ?? performerOf(element, source) ?? roleOf(element),
        form: own('form') ?? formOf(element),
        sets,
        limit,
      }
    }
    case 'serviceTask':
      return { ...activity, kind: 'serviceTask', job: own('job') ?? jobOf(element) ?? idOf(element), sets: ofJob(sets, element) }
    case 'sendTask': {
      const message = source.reference(element, 'messageRef', ['message']) ?? around.flowMessage(element)
      return { ...activity, kind: 'sendTask', job: own('job') ?? jobOf(element), message, sets: ofJob(sets, element) }
    }
    case 'receiveTask': {
      const message = source.reference(element, 'messageRef', ['message']) ?? around.flowMessage(element)
      return { ...activity, kind: 'receiveTask', message, instantiate: source.boolean(element, 'instantiate', false) }
    }
    case 'scriptTask':
      return { ...activity, kind: 'scriptTask', ...scriptOf(element, source) }
    case 'businessRuleTask': {
      const called = vendorElement(element, 'calledDecision')
      const decision =
        own('decision') ??
        (called === undefined ? undefined : attributeOf(called, 'decisionId')) ??
        vendorAttribute(element, 'decisionRef') ??
        (attributeOf(element, 'implementation') === JBPM_DMN ? constantInput(element, 'decision') : undefined)
      const result =
        own('result') ?? (called === undefined ? undefined : attributeOf(called, 'resultVariable')) ?? resultOf(element)
      if (decision !== undefined) return { ...activity, kind: 'businessRuleTask', decision, job: undefined, result, sets }
      const job = own('job') ?? jobOf(element) ?? idOf(element)
      return { ...activity, kind: 'businessRuleTask', decision, job, result, sets: ofJob(sets, element) }
    }
    case 'callActivity':
      return callOf(element, activity, around)
    case 'subProcess': {
      const triggeredByEvent = source.boolean(element, 'triggeredByEvent', false)
      return { ...activity, ...around.scope(element), kind: 'subProcess', triggeredByEvent }
    }
    case 'transaction':
      return { ...activity, ...around.scope(element), kind: 'transaction' }
    case 'adHocSubProcess':
      return {
        ...activity,
        ...around.scope(element),
        kind: 'adHocSubProcess',
        ordering: source.oneOf(element, 'ordering', ['Parallel', 'Sequential'], 'Parallel'),
        completionCondition: source.expression(childOf(element, 'completionCondition')),
        cancelRemainingInstances: source.boolean(element, 'cancelRemainingInstances', true),
      }
    case 'manualTask':
      return { ...activity, kind: 'manualTask' }
    case 'task':
      return { ...activity, kind: 'task' }
    default:
      source.report(BPMN_ELEMENT_UNKNOWN, element, { element: element.local })
      return { ...activity, kind: 'task' }
  }
}

/** What a job sets: what is written here, and the variable that another engine puts its result in. */
function ofJob(sets: readonly string[], element: XmlElement): readonly string[] {
  const result = resultOf(element)
  return result === undefined || sets.includes(result) ? sets : [...sets, result]
}

/** A resource role that names a resource, or whose assignment expression is a plain name. */
function performerOf(element: XmlElement, source: Source): string | undefined {
  for (const performer of childrenOf(element, 'potentialOwner', 'performer', 'humanPerformer', 'resourceRole')) {
    const resource = source.named(childOf(performer, 'resourceRef')?.text)
    if (resource !== undefined) return attributeOf(resource, 'name')?.trim() ?? idOf(resource)
    const assignment = childOf(performer, 'resourceAssignmentExpression')
    const text = (assignment === undefined ? undefined : childOf(assignment, 'formalExpression', 'expression'))?.text.trim() ?? ''
    const name = /^(?:group\()?\s*"?([\p{L}\p{N}_. -]+)"?\s*\)?$/u.exec(text)?.[1]?.trim()
    if (name !== undefined && name !== '') return name
  }
  return undefined
}

function scriptOf(element: XmlElement, source: Source): { script: Expression | undefined; result: string | undefined } {
  const zeebe = vendorElement(element, 'script')
  const expression = zeebe === undefined ? undefined : attributeOf(zeebe, 'expression')
  const own = attributeOf(element, 'result', MOTCUA)
  if (zeebe !== undefined && expression !== undefined) {
    return { script: source.expressionOf(expression, zeebe, 'feel'), result: own ?? attributeOf(zeebe, 'resultVariable') }
  }
  const script = childOf(element, 'script')
  const format = attributeOf(element, 'scriptFormat') ?? attributeOf(element, 'scriptLanguage') ?? 'feel'
  const result = own ?? resultOf(element)
  if (script === undefined || script.text.trim() === '') return { script: undefined, result }
  const language = /juel/i.test(format) ? 'juel' : format
  return { script: source.expressionOf(script.text, script, language), result }
}

function callOf(
  element: XmlElement,
  activity: Omit<Activity, 'kind'> & { readonly input: Mapping[]; readonly output: Mapping[] },
  around: Around,
): Activity {
  const { source } = around
  const zeebe = vendorElement(element, 'calledElement')
  const written = attributeOf(element, 'calledElement') ?? (zeebe === undefined ? undefined : attributeOf(zeebe, 'processId'))
  const raw = written?.trim() === '' ? undefined : written
  if (raw === undefined)
    source.reportForRunning(BPMN_ATTRIBUTE_MISSING, element, { element: idOf(element), attribute: 'calledElement' })
  const id = raw === undefined ? undefined : source.idIn(raw)
  const handed = callMappings(element, source)
  const all = handed.all || (zeebe !== undefined && attributeOf(zeebe, 'propagateAllParentVariables') !== 'false')
  return {
    ...(activity as unknown as Extract<Activity, { kind: 'callActivity' }>),
    kind: 'callActivity',
    calledElement: id ?? '',
    propagates: attributeOf(element, 'propagates', MOTCUA) === 'true' || all,
    input: [...activity.input, ...handed.input],
    output: [...activity.output, ...handed.output],
  }
}

function loopOf(element: XmlElement, source: Source): Loop | undefined {
  const standard = childOf(element, 'standardLoopCharacteristics')
  if (standard !== undefined) {
    return {
      kind: 'standard',
      condition: source.expression(childOf(standard, 'loopCondition')),
      testBefore: source.boolean(standard, 'testBefore', false),
      maximum: source.integer(standard, 'loopMaximum', 0),
    }
  }
  const multi = childOf(element, 'multiInstanceLoopCharacteristics')
  if (multi === undefined) return undefined
  const zeebe = vendorElement(multi, 'loopCharacteristics')
  const ofZeebe = (local: string) => (zeebe === undefined ? undefined : carried(zeebe, local))
  const input = dataNamed(childOf(multi, 'loopDataInputRef'), element, source)
  const output = dataNamed(childOf(multi, 'loopDataOutputRef'), element, source)
  const inputItem = childOf(multi, 'inputDataItem')
  const outputItem = childOf(multi, 'outputDataItem')
  const written = ofZeebe('inputCollection') ?? vendorAttribute(multi, 'collection')
  const collection =
    input !== undefined
      ? { text: input, position: multi.position }
      : written === undefined
        ? undefined
        : source.expressionOf(written, multi, 'feel')
  const gives = ofZeebe('outputElement')
  return {
    kind: 'multiInstance',
    isSequential: source.boolean(multi, 'isSequential', false),
    cardinality: source.expression(childOf(multi, 'loopCardinality')),
    collection,
    item:
      (inputItem === undefined ? undefined : variableOf(inputItem)) ??
      ofZeebe('inputElement') ??
      vendorAttribute(multi, 'elementVariable'),
    outputCollection: output ?? ofZeebe('outputCollection'),
    outputItem:
      outputItem !== undefined
        ? { text: variableOf(outputItem), position: outputItem.position }
        : gives === undefined
          ? undefined
          : source.expressionOf(gives, multi, 'feel'),
    completionCondition: source.expression(childOf(multi, 'completionCondition')),
    behavior: source.oneOf(multi, 'behavior', ['None', 'One', 'All', 'Complex'], 'All'),
    throws: thrownBy(multi, source),
    complex: childrenOf(multi, 'complexBehaviorDefinition').flatMap((definition) => {
      const condition = source.expression(childOf(definition, 'condition'))
      const event = childOf(definition, 'event')
      const inner = event === undefined ? undefined : childOf(event, ...EVENT_DEFINITIONS)
      const shared =
        event === undefined
          ? undefined
          : source.byId.get(source.references(event, 'eventDefinitionRef', EVENT_DEFINITIONS)[0] ?? '')
      const found = inner ?? shared
      const thrown = event === undefined || found === undefined ? undefined : eventDefinition(found, event, source, undefined)
      return condition === undefined || thrown === undefined ? [] : [{ condition, event: thrown }]
    }),
  }
}

function thrownBy(multi: XmlElement, source: Source) {
  const own = vendorElement(multi, 'throws')
  const inner = own === undefined ? undefined : childOf(own, ...EVENT_DEFINITIONS)
  if (inner !== undefined) return eventDefinition(inner, multi, source, undefined)
  const attribute = attributeOf(multi, 'behavior') === 'None' ? 'noneBehaviorEventRef' : 'oneBehaviorEventRef'
  const found = source.byId.get(source.reference(multi, attribute, EVENT_DEFINITIONS) ?? '')
  return found === undefined ? undefined : eventDefinition(found, multi, source, undefined)
}

/** A data item that a loop goes over: a data input of the activity stands for what is associated to it. */
function dataNamed(reference: XmlElement | undefined, activity: XmlElement, source: Source): string | undefined {
  if (reference === undefined) return undefined
  const id = source.resolve(reference.text.trim(), reference, reference.local, undefined)
  if (id === undefined) return undefined
  for (const association of childrenOf(activity, 'dataInputAssociation', 'dataOutputAssociation')) {
    const [from, to] = association.local === 'dataInputAssociation' ? ['targetRef', 'sourceRef'] : ['sourceRef', 'targetRef']
    if (source.idIn(childOf(association, from ?? '')?.text ?? '') !== id) continue
    const other = source.named(childOf(association, to ?? '')?.text)
    if (other !== undefined) return variableOfData(other, source)
  }
  const element = source.byId.get(id)
  return element === undefined ? undefined : variableOfData(element, source)
}
