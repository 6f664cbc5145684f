import { attributeOf, type XmlElement } from '../../xml/index.ts'
import type { Artifact, FlowNode, FlowScope, Lane, SequenceFlow } from '../definition.ts'
import { ACTIVITIES, activityOf, type Around } from './activities.ts'
import { BPMN_ATTRIBUTE_MISSING, BPMN_ELEMENT_UNKNOWN, BPMN_FLOW_CROSSES } from './codes.ts'
import { associationsOf, dataOf } from './data.ts'
import { eventDefinitionsOf } from './events.ts'
import { carriedAlong } from './extension.ts'
import { reportIgnored } from './ignored.ts'
import { baseOf } from './marks.ts'
import { BPMN, MOTCUA, childOf, childrenOf, idOf, nameOf, type Source } from './source.ts'
import { mappingsOf } from './vendor.ts'
import { isElement } from './vocabulary.ts'

const EVENTS = ['startEvent', 'endEvent', 'intermediateCatchEvent', 'intermediateThrowEvent', 'boundaryEvent']
const GATEWAYS = ['exclusiveGateway', 'inclusiveGateway', 'parallelGateway', 'complexGateway', 'eventBasedGateway']
export const FLOW_NODES = [...EVENTS, ...GATEWAYS, ...ACTIVITIES]

/** What a process or sub-process may hold beside its nodes. */
const OTHERS = new Set([
  'sequenceFlow',
  'laneSet',
  'dataObject',
  'dataObjectReference',
  'dataStoreReference',
  'property',
  'association',
  'textAnnotation',
  'group',
  'documentation',
  'extensionElements',
  'incoming',
  'outgoing',
  'ioSpecification',
  'dataInputAssociation',
  'dataOutputAssociation',
  'auditing',
  'monitoring',
  'supportedInterfaceRef',
  'supports',
  'ioBinding',
  'resourceRole',
  'performer',
  'humanPerformer',
  'potentialOwner',
  'correlationSubscription',
  'artifact',
  'completionCondition',
  'standardLoopCharacteristics',
  'multiInstanceLoopCharacteristics',
  'categoryValue',
])

/** Nodes, flows, data and lanes of a process or sub-process. */
export function scopeOf(element: XmlElement, around: Around): FlowScope {
  const { source } = around
  for (const child of element.children) {
    const isHere = child.namespace !== BPMN || OTHERS.has(child.local) || FLOW_NODES.includes(child.local)
    if (!isHere && isElement(child.local)) source.report(BPMN_ELEMENT_UNKNOWN, child, { element: child.local })
  }
  const elements = childrenOf(element, ...FLOW_NODES)
  const nodes = elements.map((child) => nodeOf(child, around))
  const defaults = new Set(elements.flatMap((child) => source.reference(child, 'default', ['sequenceFlow']) ?? []))
  const ids = new Set(nodes.map(({ id }) => id))
  const flows = childrenOf(element, 'sequenceFlow').flatMap((child) => flowOf(child, ids, defaults, source) ?? [])
  return {
    nodes,
    flows,
    data: dataOf(element, source),
    lanes: childrenOf(element, 'laneSet').flatMap((set) => childrenOf(set, 'lane').map((lane) => laneOf(lane, source))),
    artifacts: childrenOf(element, 'textAnnotation', 'group', 'association').flatMap((child): Artifact[] => {
      if (attributeOf(child, 'isImplied', MOTCUA) === 'true') return []
      const kind = child.local as Artifact['kind']
      const category = source.named(attributeOf(child, 'categoryValueRef'))
      const group = attributeOf(child, 'text', MOTCUA) ?? (category === undefined ? undefined : attributeOf(category, 'value'))
      const text = kind === 'group' ? group : childOf(child, 'text')?.text
      const [from, to] = [attributeOf(child, 'sourceRef'), attributeOf(child, 'targetRef')]
      // One that lacks an end connects nothing.
      if (kind === 'association' && (from === undefined || to === undefined)) return []
      return [{ ...carriedAlong(child), kind, id: idOf(child), text, source: from, target: to }]
    }),
  }
}

function nodeOf(element: XmlElement, around: Around): FlowNode {
  const { source } = around
  const base = baseOf(element, source)
  reportIgnored(element, source)
  if (base.id === '') source.report(BPMN_ATTRIBUTE_MISSING, element, { element: element.local, attribute: 'id' })
  if (ACTIVITIES.includes(element.local)) return activityOf(element, base, around)
  switch (element.local) {
    case 'exclusiveGateway':
    case 'inclusiveGateway':
    case 'parallelGateway':
      return { ...base, kind: element.local }
    case 'complexGateway':
      return { ...base, kind: 'complexGateway', activationCondition: source.expression(childOf(element, 'activationCondition')) }
    case 'eventBasedGateway':
      return {
        ...base,
        kind: 'eventBasedGateway',
        instantiate: source.boolean(element, 'instantiate', false),
        gatewayType: source.oneOf(element, 'eventGatewayType', ['Exclusive', 'Parallel'], 'Exclusive'),
      }
    default:
      return eventOf(element, base, around)
  }
}

function eventOf(element: XmlElement, base: ReturnType<typeof baseOf>, around: Around): FlowNode {
  const { source } = around
  const events = eventDefinitionsOf(element, source, around.flowMessage(element))
  const [vendor, data] = [mappingsOf(element, source), associationsOf(element, source)]
  const isParallelMultiple = source.boolean(element, 'parallelMultiple', false)
  const taken = [...data.output, ...vendor.output]
  const given = [...data.input, ...vendor.input]
  switch (element.local) {
    case 'startEvent': {
      const isInterrupting = source.boolean(element, 'isInterrupting', true)
      return { ...base, kind: 'startEvent', events, mappings: taken, isInterrupting, isParallelMultiple }
    }
    case 'endEvent':
      return { ...base, kind: 'endEvent', events, mappings: given }
    case 'intermediateThrowEvent':
      return { ...base, kind: 'intermediateThrowEvent', events, mappings: given }
    case 'intermediateCatchEvent':
      return { ...base, kind: 'intermediateCatchEvent', events, mappings: taken, isParallelMultiple }
    default: {
      if (attributeOf(element, 'attachedToRef') === undefined) {
        source.report(BPMN_ATTRIBUTE_MISSING, element, { element: base.id, attribute: 'attachedToRef' })
      }
      const isError = events.some(({ kind }) => kind === 'error' || kind === 'cancel' || kind === 'compensation')
      return {
        ...base,
        kind: 'boundaryEvent',
        events,
        mappings: taken,
        isParallelMultiple,
        attachedTo: source.reference(element, 'attachedToRef', ACTIVITIES) ?? '',
        // An error always ends its activity (BPMN §10.5.4), whatever the attribute says.
        cancelActivity: isError || source.boolean(element, 'cancelActivity', true),
      }
    }
  }
}

function flowOf(
  element: XmlElement,
  ids: ReadonlySet<string>,
  defaults: ReadonlySet<string>,
  source: Source,
): SequenceFlow | undefined {
  const id = idOf(element)
  for (const attribute of ['sourceRef', 'targetRef']) {
    if (attributeOf(element, attribute) === undefined) source.report(BPMN_ATTRIBUTE_MISSING, element, { element: id, attribute })
  }
  const [from, to] = [source.reference(element, 'sourceRef', FLOW_NODES), source.reference(element, 'targetRef', FLOW_NODES)]
  if (from === undefined || to === undefined) return undefined
  if (!ids.has(from) || !ids.has(to)) {
    source.report(BPMN_FLOW_CROSSES, element, { id })
    return undefined
  }
  return {
    id,
    source: from,
    target: to,
    condition: source.expression(childOf(element, 'conditionExpression')),
    isDefault: defaults.has(id),
    name: nameOf(element),
    position: element.position,
    ...carriedAlong(element),
  }
}

function laneOf(element: XmlElement, source: Source): Lane {
  return {
    ...carriedAlong(element),
    id: idOf(element),
    name: nameOf(element),
    nodes: source.references(element, 'flowNodeRef', undefined),
    lanes: childrenOf(element, 'childLaneSet').flatMap((set) => childrenOf(set, 'lane').map((lane) => laneOf(lane, source))),
  }
}
