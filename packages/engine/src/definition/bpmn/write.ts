/**
 * Theory of operation
 *
 * Elements are written in the order of the BPMN schema. What BPMN has no word for (the law's marks, roles, mappings) stands in
 * motcua attributes and extension elements, and what a procedure says beside its processes in one motcua element, so that reading
 * the file again gives the same definition. Ids that XML does not permit are encoded, reversibly.
 */
import { mustBeObject } from '../../diagnostics/index.ts'
import { escapeXml } from '../../xml/index.ts'
import { isSubProcess, type Definition, type FlowScope, type Lane, type Process } from '../definition.ts'
import { mustBeDefinition, mustBeDiagram } from '../given.ts'
import { diagramXml, type Diagram } from './diagram.ts'
import { encodeId } from './ids.ts'
import { procedureJson } from './procedure.ts'
import { readBpmn } from './read.ts'
import { BPMN, MOTCUA } from './source.ts'
import { scopeXml } from './write-flow.ts'
import { nodeXml } from './write-node.ts'
import { carriedXml, attributes, element, expressionXml, indent, type Written } from './xml-text.ts'

const FEEL = 'https://www.omg.org/spec/DMN/20191111/FEEL/'

/**
 * Writes a definition as BPMN 2.0 XML. Reading it again gives the same definition, but for places in files.
 *
 * @param options.diagram  where its elements are drawn; without one there is no diagram in the file
 * @example
 * const xml = writeBpmn(definition, { diagram })
 */
export function writeBpmn(definition: Definition, options: { readonly diagram?: Diagram } = {}): string {
  mustBeDefinition('writeBpmn', definition)
  mustBeObject('writeBpmn', 'options', options)
  if (options.diagram !== undefined) mustBeDiagram('writeBpmn', options.diagram)
  const { definition: plain } = readBpmn(fileXml(definition, undefined, undefined), { file: definition.file })
  return fileXml(definition, procedureJson(definition, plain), options.diagram)
}

/** The BPMN in a definition alone, for what is checked on files. */
export function plainXml(definition: Definition): string {
  return fileXml(definition, undefined, undefined)
}

function fileXml(definition: Definition, json: string | undefined, diagram: Diagram | undefined): string {
  const { collaboration, processes } = definition
  const fresh = freshIds(definition)
  const undeclared = {
    error: undeclaredIn(definition, 'error', fresh),
    escalation: undeclaredIn(definition, 'escalation', fresh),
  }
  const written: Written = {
    definition,
    flowMessages: new Set((collaboration?.messageFlows ?? []).map(({ id }) => id)),
    undeclared: (kind) => undeclared[kind],
    fresh,
  }
  const head = attributes({
    xmlns: BPMN,
    'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    'xmlns:bpmndi': 'http://www.omg.org/spec/BPMN/20100524/DI',
    'xmlns:dc': 'http://www.omg.org/spec/DD/20100524/DC',
    'xmlns:di': 'http://www.omg.org/spec/DD/20100524/DI',
    'xmlns:motcua': MOTCUA,
    id: fresh(`definitions-${definition.procedure}`),
    targetNamespace: 'https://motcua.dev/procedures',
    expressionLanguage: FEEL,
    'motcua:ids': 'encoded',
  })
  const children = [
    ...carriedXml(definition.carried ?? {}, json === undefined ? [] : [element('motcua:procedure', {}, escapeXml(json))]),
    ...roots(definition, written),
    ...collaborationXml(definition),
    ...processes.map((process) => processXml(process, written)),
  ].filter((child) => child !== '')
  const plane = collaboration?.id ?? processes.find(({ isGlobalTask }) => !isGlobalTask)?.id
  const inside = children.join('\n')
  const drawn = diagram === undefined || plane === undefined ? '' : diagramXml(onlyOf(inside, diagram), plane, fresh)
  const body = children.length === 0 ? '' : `${indent(inside)}\n`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<definitions${head}>\n${body}${drawn}</definitions>\n`
}

/** Shapes and edges of what is in the file: other tools stumble over those of nothing. */
function onlyOf(inside: string, { shapes, edges }: Diagram): Diagram {
  const ids = new Set([...inside.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id))
  const isThere = ({ element: id }: { readonly element: string }) => ids.has(encodeId(id))
  return { shapes: shapes.filter(isThere), edges: edges.filter(isThere) }
}

/** Ids as they stand in the file; what is written beside the definition gets others. */
function freshIds(definition: Definition): (like: string) => string {
  const taken = new Set<string>()
  const note = ({ id }: { readonly id: string }) => taken.add(encodeId(id))
  const lanes = (lane: Lane) => {
    note(lane)
    lane.lanes.forEach(lanes)
  }
  const scope = ({ nodes, flows, data, artifacts, lanes: own }: FlowScope) => {
    for (const one of [...nodes, ...flows, ...data, ...artifacts]) note(one)
    for (const { refersTo } of data) if (refersTo !== undefined) note({ id: refersTo })
    own.forEach(lanes)
    for (const node of nodes) {
      if ('properties' in node) node.properties.forEach(note)
      if (isSubProcess(node)) scope(node)
    }
  }
  const { messages, signals, errors, escalations, correlations, collaboration, processes } = definition
  for (const one of [...messages, ...signals, ...errors, ...escalations, ...correlations, ...processes]) note(one)
  for (const { properties } of correlations) properties.forEach(note)
  if (collaboration !== undefined) [collaboration, ...collaboration.participants, ...collaboration.messageFlows].forEach(note)
  processes.forEach(scope)
  return (like) => {
    const wanted = encodeId(like)
    let id = wanted
    for (let count = 2; taken.has(id); count++) id = `${wanted}_${count}`
    taken.add(id)
    return id
  }
}

function undeclaredIn(
  definition: Definition,
  kind: 'error' | 'escalation',
  fresh: (like: string) => string,
): ReadonlyMap<string, string> {
  const declared = new Set((kind === 'error' ? definition.errors : definition.escalations).map(({ code }) => code))
  const found = new Map<string, string>()
  JSON.stringify(definition.processes, (_, value: unknown) => {
    const event = value as { kind?: unknown; code?: unknown } | null
    const code = event !== null && typeof event === 'object' && event.kind === kind ? event.code : undefined
    if (typeof code === 'string' && !declared.has(code) && !found.has(code)) found.set(code, fresh(`${kind}-${code}`))
    return value
  })
  return found
}

function roots(definition: Definition, written: Written): string[] {
  const { messages, signals, errors, escalations, correlations } = definition
  return [
    ...messages
      .filter((message) => !written.flowMessages.has(message.id))
      .map((message) => {
        const { id, name } = message
        return element('message', { id: encodeId(id), name: name?.vi, 'motcua:nameEn': name?.en }, carriedXml(message))
      }),
    ...signals.map((signal) => element('signal', { id: encodeId(signal.id), name: signal.name }, carriedXml(signal))),
    ...errors.map((error) =>
      element('error', { id: encodeId(error.id), name: error.name, errorCode: error.code }, carriedXml(error)),
    ),
    ...[...written.undeclared('error')].map(([code, id]) =>
      element('error', { id, errorCode: code, 'motcua:isImplied': 'true' }, []),
    ),
    ...escalations.map((one) =>
      element('escalation', { id: encodeId(one.id), name: one.name, escalationCode: one.code }, carriedXml(one)),
    ),
    ...[...written.undeclared('escalation')].map(([code, id]) =>
      element('escalation', { id, escalationCode: code, 'motcua:isImplied': 'true' }, []),
    ),
    ...storesOf(definition.processes).map((id) => element('dataStore', { id: encodeId(id) }, [])),
    ...unique(correlations.flatMap(({ properties }) => properties)).map((property) =>
      element(
        'correlationProperty',
        { id: encodeId(property.id) },
        property.retrieval.map(({ message, expression }) =>
          element('correlationPropertyRetrievalExpression', { messageRef: encodeId(message) }, [
            expressionXml('messagePath', expression),
          ]),
        ),
      ),
    ),
  ]
}

/** The data stores that references name: they stand outside of processes. */
function storesOf(scopes: readonly FlowScope[]): string[] {
  const stores = scopes.flatMap(({ data, nodes }) => [
    ...data.flatMap(({ kind, id, refersTo }) =>
      kind === 'dataStore' ? [id] : kind === 'dataStoreReference' && refersTo !== undefined ? [refersTo] : [],
    ),
    ...storesOf(nodes.filter(isSubProcess)),
  ])
  return [...new Set(stores)]
}

function unique<T extends { readonly id: string }>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [item.id, item])).values()]
}

function collaborationXml({ collaboration, correlations }: Definition): string[] {
  if (collaboration === undefined) return []
  const flows = new Set(collaboration.messageFlows.map((flow) => flow.id))
  return [
    element('collaboration', { id: encodeId(collaboration.id), isClosed: collaboration.isClosed ? 'true' : undefined }, [
      ...carriedXml(collaboration),
      ...collaboration.participants.map(({ id, name, process, minimum, maximum, ...carried }) =>
        element(
          'participant',
          {
            id: encodeId(id),
            name: name?.vi,
            'motcua:nameEn': name?.en,
            processRef: process === undefined ? undefined : encodeId(process),
          },
          [
            ...carriedXml(carried),
            ...(minimum === undefined && maximum === undefined
              ? []
              : [element('participantMultiplicity', { minimum: minimum?.toString(), maximum: maximum?.toString() }, [])]),
          ],
        ),
      ),
      ...collaboration.messageFlows.map(({ id, name, source, target, message, ...carried }) =>
        element(
          'messageFlow',
          {
            id: encodeId(id),
            name: name?.vi,
            'motcua:nameEn': name?.en,
            sourceRef: encodeId(source),
            targetRef: encodeId(target),
            messageRef: message === undefined || flows.has(message) ? undefined : encodeId(message),
          },
          carriedXml(carried),
        ),
      ),
      ...correlations.map((key) =>
        element('correlationKey', { id: encodeId(key.id) }, [
          ...carriedXml(key),
          ...key.properties.map((property) => element('correlationPropertyRef', {}, encodeId(property.id))),
        ]),
      ),
    ]),
  ]
}

function processXml(process: Process, written: Written): string {
  const { id, name, isExecutable, isClosed } = process
  const task = process.isGlobalTask ? process.nodes[0] : undefined
  if (task !== undefined) {
    const kind = `global${task.kind.charAt(0).toUpperCase()}${task.kind.slice(1)}`
    return nodeXml(task, { incoming: [], outgoing: [] }, written)
      .replace(new RegExp(`^<${task.kind}(?=[ />])`), `<${kind}`)
      .replace(new RegExp(`</${task.kind}>$`), `</${kind}>`)
  }
  return element(
    'process',
    {
      id: encodeId(id),
      name: name?.vi,
      'motcua:nameEn': name?.en,
      isClosed: isClosed ? 'true' : undefined,
      isExecutable: String(isExecutable),
    },
    [...carriedXml(process), ...scopeXml(process, written), ...subscriptionsXml(process, written)],
  )
}

function subscriptionsXml({ id }: Process, { definition, fresh }: Written): string[] {
  if (definition.collaboration === undefined) return []
  return definition.correlations.flatMap((key) => {
    const own = key.subscriptions.filter(({ process }) => process === id)
    if (own.length === 0) return []
    const bindings = own.map(({ property, expression }) =>
      element('correlationPropertyBinding', { correlationPropertyRef: encodeId(property) }, [
        expressionXml('dataPath', expression),
      ]),
    )
    return [
      element('correlationSubscription', { id: fresh(`subscription-${key.id}`), correlationKeyRef: encodeId(key.id) }, bindings),
    ]
  })
}
