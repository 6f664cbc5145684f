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
  const activity = {
    ...base,
    loop: undefined,
    isForCompensation: false,
    startQuantity: 1,
    completionQuantity: 1,
    input: [],
    output: [],
    properties: [],
  }
  switch (kind) {
    case 'startEvent': {
      const events = typeof inside.message === 'string' ? [{ kind: 'message' as const, message: inside.message }] : []
      return { ...base, kind, events, mappings: [], isInterrupting: true, isParallelMultiple: false }
    }
    case 'endEvent':
      if (inside.terminate === true) return { ...base, kind, events: [{ kind: 'terminate' }], mappings: [] }
      return {
        ...base,
        kind,
        events: typeof inside.error === 'string' ? [{ kind: 'error', code: inside.error }] : [],
        mappings: [],
      }
    case 'userTask':
      return {
        ...activity,
        kind,
        role: String(inside.role),
        form: typeof inside.form === 'string' ? inside.form : undefined,
        sets: strings(inside.sets),
        limit: inside.limit === undefined ? undefined : source.limit(inside.limit, `${at}/limit`),
      }
    case 'serviceTask':
    case 'sendTask':
      return {
        ...activity,
        message: undefined,
        kind,
        job: String(inside.job),
        input: mappings(inside.input, `${at}/input`, source),
        sets: strings(inside.sets),
      }
    case 'receiveTask':
      return { ...activity, kind, message: String(inside.message), instantiate: false }
    case 'intermediateCatchEvent':
      return { ...base, kind, events: [caught(inside, at, source)], mappings: [], isParallelMultiple: false }
    case 'boundaryEvent':
      return {
        ...base,
        kind,
        attachedTo: String(inside.attachedTo),
        cancelActivity: inside.cancelActivity !== false,
        events: [boundaryTrigger(inside, at, source)],
        mappings: [],
        isParallelMultiple: false,
      }
    case 'intermediateThrowEvent':
      return { ...base, kind, events: [], mappings: [] }
    case 'subProcess':
      return { ...activity, kind, triggeredByEvent: false, ...source.scope(inside.flow, `${at}/flow`) }
    case 'eventBasedGateway':
      return { ...base, kind, instantiate: false, gatewayType: 'Exclusive' }
    case 'exclusiveGateway':
    case 'parallelGateway':
      return { ...base, kind }
  }
}

function boundaryTrigger(inside: Data, at: string, source: NodeSource): BoundaryEvent['events'][number] {
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
