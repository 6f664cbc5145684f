import type {
  Artifact,
  Collaboration,
  CorrelationKey,
  DecisionSource,
  Definition,
  Lane,
  Message,
  ProcedureDocument,
  Text,
} from '../definition.ts'
import { entries, optional, record, strings, text, type Data } from './plain.ts'
import { expressionOf, type YamlSource } from './source.ts'
import { escapePointer } from './tree.ts'

/** What stands beside the processes and needs nothing of them. */
export function declarationsOf(
  data: Data,
  source: YamlSource,
): Pick<Definition, 'messages' | 'signals' | 'errors' | 'escalations' | 'correlations' | 'collaboration' | 'decisions'> {
  return {
    messages: entries(data.messages).map(([id, value]) => messageOf(id, record(value))),
    signals: entries(data.signals).map(([id, name]) => ({ id, name: optional(name) ?? id })),
    errors: entries(data.errors).map(([id, value]) => coded(id, value)),
    escalations: entries(data.escalations).map(([id, value]) => coded(id, value)),
    correlations: entries(data.correlations).map(([id, value]) => correlationOf(id, record(value), source)),
    collaboration: data.collaboration === undefined ? undefined : collaborationOf(record(data.collaboration)),
    decisions: decisionsOf(data, source),
  }
}

function messageOf(id: string, data: Data): Message {
  return { id, name: text(data.name), from: strings(data.from), carries: strings(data.carries) }
}

function coded(id: string, value: unknown) {
  const data = record(value)
  return { id, code: optional(value) ?? optional(data.code) ?? id, name: optional(data.name) }
}

function correlationOf(id: string, data: Data, source: YamlSource): CorrelationKey {
  const at = `/correlations/${escapePointer(id)}`
  const inner = (value: unknown, pointer: string) =>
    entries(value).map(([key, written]) => ({
      key,
      expression: expressionOf(written, `${pointer}/${escapePointer(key)}`, source),
    }))
  return {
    id,
    properties: entries(data.properties).map(([property, value]) => ({
      id: property,
      retrieval: inner(value, `${at}/properties/${escapePointer(property)}`).map(({ key, expression }) => ({
        message: key,
        expression,
      })),
    })),
    subscriptions: entries(data.subscriptions).flatMap(([process, value]) =>
      inner(value, `${at}/subscriptions/${escapePointer(process)}`).map(({ key, expression }) => ({
        process,
        property: key,
        expression,
      })),
    ),
  }
}

function collaborationOf(data: Data): Collaboration {
  const number = (value: unknown) => (typeof value === 'number' ? value : undefined)
  return {
    id: optional(data.id) ?? 'collaboration',
    isClosed: data.closed === true,
    participants: entries(data.participants).map(([id, value]) => {
      const { name, process, minimum, maximum } = record(value)
      return { id, name: text(name), process: optional(process), minimum: number(minimum), maximum: number(maximum) }
    }),
    messageFlows: entries(data.messageFlows).map(([id, value]) => {
      const { name, from, to, message } = record(value)
      return { id, name: text(name), source: String(from), target: String(to), message: optional(message) }
    }),
  }
}

function decisionsOf({ decisions, dmn }: Data, source: YamlSource): DecisionSource | undefined {
  if (decisions === undefined && dmn === undefined) return undefined
  const files = Array.isArray(dmn) ? dmn.map(record) : []
  return {
    dmn: files.map(({ file, text: written }) => ({ file: optional(file) ?? '', text: optional(written) ?? '' })),
    ...(decisions === undefined ? { yaml: undefined } : { yaml: record(decisions), positions: source.placesBelow('/decisions') }),
  }
}

export function lanesOf(value: unknown): Lane[] {
  return entries(value).map(([id, one]) => {
    const { name, nodes, lanes } = record(one)
    return { id, name: text(name), nodes: strings(nodes), lanes: lanesOf(lanes) }
  })
}

export function artifactsOf(value: unknown): Artifact[] {
  return entries(value).map(([id, one]): Artifact => {
    const data = record(one)
    const none = { id, text: undefined, source: undefined, target: undefined }
    if (Array.isArray(data.association)) {
      const [from, to] = data.association as unknown[]
      return { ...none, kind: 'association', source: optional(from), target: optional(to) }
    }
    if (Object.hasOwn(data, 'group')) return { ...none, kind: 'group', text: optional(data.group) }
    return { ...none, kind: 'textAnnotation', text: optional(data.note) }
  })
}

export function documentOf(id: string, data: Data): ProcedureDocument {
  return {
    id,
    name: nameOf(data, id),
    code: optional(data.code),
    class: (data.class ?? 'on-demand') as ProcedureDocument['class'],
    digitize: (data.digitize ?? (data.class === 'on-demand' ? 'on-demand' : 'mandatory')) as ProcedureDocument['digitize'],
    reuse: strings(data.reuse),
    required: data.required !== false,
    when: text(data.when),
    originals: Number(data.originals ?? 0),
    copies: Number(data.copies ?? 0),
  }
}

export function nameOf(data: Data, id: string): Text {
  return text(data) ?? { vi: id }
}
