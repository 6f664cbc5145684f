import type { Position } from '../../diagnostics/index.ts'
import type {
  BoundaryEvent,
  FlowNode,
  FlowNodeBase,
  FlowScope,
  Limit,
  Mapping,
  MessageEvent,
  Timer,
  TimerEvent,
} from '../definition.ts'
import type { ElementKey } from '../validate.ts'
import { record, strings, text, type Data } from './plain.ts'
import { escapePointer } from './tree.ts'

/** What building a node needs of the file around it. */
export interface NodeSource {
  place(pointer: string, part: 'key' | 'value'): Position
  limit(value: unknown, pointer: string): Limit | undefined
  scope(flow: unknown, pointer: string): FlowScope
}

/** A node as the definition has it, from its valid YAML. */
export function buildNode(id: string, kind: ElementKey, data: Data, pointer: string, source: NodeSource): FlowNode {
  const base: FlowNodeBase = {
    id,
    name: text(data.name),
    position: source.place(pointer, 'key'),
    stage: data.stage as FlowNodeBase['stage'],
    standing: data.standing as FlowNodeBase['standing'],
    clock: data.clock as FlowNodeBase['clock'],
    payment: data.payment as FlowNodeBase['payment'],
  }
  const inside = record(data[kind])
  const at = `${pointer}/${kind}`
  switch (kind) {
    case 'startEvent':
      return {
        ...base,
        kind,
        event: typeof inside.message === 'string' ? { kind: 'message', message: inside.message } : { kind: 'none' },
      }
    case 'endEvent':
      if (inside.terminate === true) return { ...base, kind, event: { kind: 'terminate' } }
      return { ...base, kind, event: typeof inside.error === 'string' ? { kind: 'error', code: inside.error } : { kind: 'none' } }
    case 'userTask':
      return {
        ...base,
        kind,
        role: String(inside.role),
        form: typeof inside.form === 'string' ? inside.form : undefined,
        sets: strings(inside.sets),
        limit: inside.limit === undefined ? undefined : source.limit(inside.limit, `${at}/limit`),
      }
    case 'serviceTask':
    case 'sendTask':
      return {
        ...base,
        kind,
        job: String(inside.job),
        input: mappings(inside.input, `${at}/input`, source),
        sets: strings(inside.sets),
      }
    case 'receiveTask':
      return { ...base, kind, message: String(inside.message) }
    case 'intermediateCatchEvent':
      return { ...base, kind, event: caught(inside, at, source) }
    case 'boundaryEvent':
      return {
        ...base,
        kind,
        attachedTo: String(inside.attachedTo),
        cancelActivity: inside.cancelActivity !== false,
        event: boundaryTrigger(inside, at, source),
      }
    case 'intermediateThrowEvent':
      return { ...base, kind, event: { kind: 'none' } }
    case 'subProcess':
      return { ...base, kind, ...source.scope(inside.flow, `${at}/flow`) }
    case 'exclusiveGateway':
    case 'parallelGateway':
    case 'eventBasedGateway':
      return { ...base, kind }
  }
}

function boundaryTrigger(inside: Data, at: string, source: NodeSource): BoundaryEvent['event'] {
  if (Object.hasOwn(inside, 'error')) return { kind: 'error', code: typeof inside.error === 'string' ? inside.error : undefined }
  return caught(inside, at, source)
}

function caught(inside: Data, at: string, source: NodeSource): MessageEvent | TimerEvent {
  if (inside.timer === undefined) return { kind: 'message', message: typeof inside.message === 'string' ? inside.message : '' }
  return { kind: 'timer', timer: timerOf(inside.timer, `${at}/timer`, source) }
}

function timerOf(value: unknown, at: string, source: NodeSource): Timer {
  const { at: expression } = record(value)
  if (typeof expression === 'string') {
    return { kind: 'at', expression: { text: expression, position: source.place(`${at}/at`, 'value') } }
  }
  return { kind: 'after', limit: source.limit(value, at) ?? { unit: 'elapsed', duration: 'PT0S' } }
}

function mappings(value: unknown, at: string, source: NodeSource): Mapping[] {
  return Object.entries(record(value)).map(([target, text]) => ({
    target,
    source: { text: String(text), position: source.place(`${at}/${escapePointer(target)}`, 'value') },
  }))
}
