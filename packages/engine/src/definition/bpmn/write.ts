/**
 * Theory of operation
 *
 * Elements are written in the order of the BPMN schema. What BPMN has no word for (the law's marks, roles, mappings) stands in
 * motcua attributes and extension elements, and what a procedure says beside its processes in one motcua element, so that reading
 * the file again gives the same definition. Ids that XML does not permit are encoded, reversibly.
 */
import { escapeXml } from '../../xml/index.ts'
import type { Definition, Process } from '../definition.ts'
import { diagramXml, type Diagram } from './diagram.ts'
import { encodeId } from './ids.ts'
import { BPMN, MOTCUA } from './source.ts'
import { scopeXml } from './write-flow.ts'
import { nodeXml } from './write-node.ts'
import { attributes, element, type Written } from './xml-text.ts'

const FEEL = 'https://www.omg.org/spec/DMN/20191111/FEEL/'

/**
 * Writes a definition as BPMN 2.0 XML. Reading it again gives the same definition, but for places in files.
 *
 * @param options.diagram  where its elements are drawn; without one there is no diagram in the file
 * @example
 * const xml = writeBpmn(definition, { diagram })
 */
export function writeBpmn(definition: Definition, options: { readonly diagram?: Diagram } = {}): string {
  const { collaboration, processes } = definition
  const written: Written = { definition, errors: new Map(), escalations: new Map(), flowMessages: flowMessagesOf(definition) }
  const body = processes.map((process) => processXml(process, written))
  const plane = collaboration?.id ?? processes.find(({ isGlobalTask }) => !isGlobalTask)?.id ?? 'none'
  const children = [...extensions(definition), ...roots(definition, written), ...collaborationXml(definition), ...body]
  const head = attributes({
    xmlns: BPMN,
    'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    'xmlns:bpmndi': 'http://www.omg.org/spec/BPMN/20100524/DI',
    'xmlns:dc': 'http://www.omg.org/spec/DD/20100524/DC',
    'xmlns:di': 'http://www.omg.org/spec/DD/20100524/DI',
    'xmlns:motcua': MOTCUA,
    id: encodeId(`definitions-${definition.procedure}`),
    targetNamespace: 'https://motcua.dev/procedures',
    expressionLanguage: FEEL,
    'motcua:ids': 'encoded',
  })
  const drawn = options.diagram === undefined ? '' : diagramXml(options.diagram, plane)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<definitions${head}>\n${indent(children.join('\n'))}\n${drawn}</definitions>\n`
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ')
}

/** What a plain BPMN file has no place for. */
function extensions(definition: Definition): string[] {
  if (definition.isOpen) return []
  const { file: _, processes: __, ...rest } = definition
  const json = JSON.stringify(rest, (key, value: unknown) => (key === 'position' ? undefined : value))
  return [element('extensionElements', {}, [element('motcua:procedure', {}, escapeXml(json))])]
}

function roots({ messages, signals, errors, escalations, correlations }: Definition, written: Written): string[] {
  const id = (value: string) => encodeId(value)
  const named = new Set(errors.map(({ code }) => code))
  const escalated = new Set(escalations.map(({ code }) => code))
  return [
    ...messages
      .filter((message) => !written.flowMessages.has(message.id))
      .map((message) => element('message', { id: id(message.id), name: message.name?.vi }, [])),
    ...signals.map((signal) => element('signal', { id: id(signal.id), name: signal.name }, [])),
    ...errors.map((error) => element('error', { id: id(error.id), name: error.name, errorCode: error.code }, [])),
    ...[...codesIn(written.definition, 'error')]
      .filter((code) => !named.has(code))
      .map((code) => element('error', { id: id(`error-${code}`), errorCode: code }, [])),
    ...escalations.map((one) => element('escalation', { id: id(one.id), name: one.name, escalationCode: one.code }, [])),
    ...[...codesIn(written.definition, 'escalation')]
      .filter((code) => !escalated.has(code))
      .map((code) => element('escalation', { id: id(`escalation-${code}`), escalationCode: code }, [])),
    ...unique(correlations.flatMap(({ properties }) => properties)).map((property) =>
      element(
        'correlationProperty',
        { id: id(property.id) },
        property.retrieval.map(({ message, expression }) =>
          element('correlationPropertyRetrievalExpression', { messageRef: id(message) }, [
            element('messagePath', {}, `=${escapeXml(expression.text)}`),
          ]),
        ),
      ),
    ),
  ]
}

/** Codes that events name without a declaration. */
function codesIn(definition: Definition, kind: 'error' | 'escalation'): Set<string> {
  const codes = new Set<string>()
  JSON.stringify(definition.processes, (_, value: unknown) => {
    const event = value as { kind?: unknown; code?: unknown } | null
    if (event !== null && typeof event === 'object' && event.kind === kind && typeof event.code === 'string')
      codes.add(event.code)
    return value
  })
  return codes
}

function unique<T extends { readonly id: string }>(items: readonly T[]): T[] {
  return items.filter((item, index) => items.findIndex(({ id }) => id === item.id) === index)
}

/** Messages that stand for a message flow are not declared: reading makes them again. */
function flowMessagesOf({ collaboration }: Definition): ReadonlySet<string> {
  return new Set((collaboration?.messageFlows ?? []).map(({ id }) => id))
}

function collaborationXml({ collaboration, correlations }: Definition): string[] {
  if (collaboration === undefined) return []
  const id = (value: string) => encodeId(value)
  const flows = new Set(collaboration.messageFlows.map((flow) => flow.id))
  return [
    element('collaboration', { id: id(collaboration.id), isClosed: collaboration.isClosed ? 'true' : undefined }, [
      ...collaboration.participants.map((one) =>
        element(
          'participant',
          {
            id: id(one.id),
            name: one.name?.vi,
            'motcua:nameEn': one.name?.en,
            processRef: one.process === undefined ? undefined : id(one.process),
          },
          one.minimum === undefined && one.maximum === undefined
            ? []
            : [element('participantMultiplicity', { minimum: text(one.minimum), maximum: text(one.maximum) }, [])],
        ),
      ),
      ...collaboration.messageFlows.map((flow) =>
        element(
          'messageFlow',
          {
            id: id(flow.id),
            name: flow.name?.vi,
            sourceRef: id(flow.source),
            targetRef: id(flow.target),
            messageRef: flow.message === undefined || flows.has(flow.message) ? undefined : id(flow.message),
          },
          [],
        ),
      ),
      ...correlations.map((key) =>
        element(
          'correlationKey',
          { id: id(key.id) },
          key.properties.map((property) => element('correlationPropertyRef', {}, id(property.id))),
        ),
      ),
    ]),
  ]
}

function text(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value)
}

function processXml(process: Process, written: Written): string {
  const name = { name: process.name?.vi, 'motcua:nameEn': process.name?.en }
  const task = process.isGlobalTask ? process.nodes[0] : undefined
  if (task !== undefined) {
    const kind = `global${task.kind.charAt(0).toUpperCase()}${task.kind.slice(1)}`
    return nodeXml(task, process, written).replaceAll(new RegExp(`(</?)${task.kind}(?=[ />])`, 'g'), `$1${kind}`)
  }
  return element(
    'process',
    {
      id: encodeId(process.id),
      ...name,
      isExecutable: String(process.isExecutable),
      isClosed: process.isClosed ? 'true' : undefined,
    },
    scopeXml(process, written),
  )
}
