import type { FlowNode, FlowNodeBase, PauseReason } from '../definition.ts'
import type { ElementKey } from '../validate.ts'
import { buildActivity } from './activities.ts'
import { eventsOf } from './events.ts'
import { record, text, type Data } from './plain.ts'
import { mappingsOf, maybeExpression, type YamlSource } from './source.ts'

/** A node as the definition has it, from its valid YAML. */
export function buildNode(id: string, kind: ElementKey, data: Data, pointer: string, source: YamlSource): FlowNode {
  const base: FlowNodeBase = {
    ...(typeof data.documentation === 'string' ? { documentation: data.documentation } : {}),
    ...(typeof data.extension === 'string' ? { extension: data.extension } : {}),
    id,
    name: text(data.name),
    position: source.place(pointer, 'key'),
    stage: data.stage as FlowNodeBase['stage'],
    standing: data.standing as FlowNodeBase['standing'],
    ...clockOf(data.clock),
    payment: data.payment as FlowNodeBase['payment'],
  }
  const inside = record(data[kind])
  const at = `${pointer}/${kind}`
  switch (kind) {
    case 'startEvent':
    case 'endEvent':
    case 'intermediateCatchEvent':
    case 'intermediateThrowEvent':
    case 'boundaryEvent': {
      const events = eventsOf(inside, at, source)
      const event = { ...base, events, mappings: mappingsOf(inside.mappings, `${at}/mappings`, source) }
      const isParallelMultiple = Object.hasOwn(inside, 'all')
      if (kind === 'startEvent') return { ...event, kind, isInterrupting: inside.interrupting !== false, isParallelMultiple }
      if (kind === 'intermediateCatchEvent') return { ...event, kind, isParallelMultiple }
      if (kind !== 'boundaryEvent') return { ...event, kind }
      const cancelActivity = inside.cancelActivity !== false
      return { ...event, kind, attachedTo: String(inside.attachedTo), cancelActivity, isParallelMultiple }
    }
    case 'exclusiveGateway':
    case 'inclusiveGateway':
    case 'parallelGateway':
      return { ...base, kind }
    case 'complexGateway': {
      const activationCondition = maybeExpression(inside.activationCondition, `${at}/activationCondition`, source)
      return { ...base, kind, activationCondition }
    }
    case 'eventBasedGateway': {
      const gatewayType = inside.gatewayType === 'Parallel' ? 'Parallel' : 'Exclusive'
      return { ...base, kind, instantiate: inside.instantiate === true, gatewayType }
    }
    default:
      return buildActivity(base, kind, inside, at, source)
  }
}

/** `pause`, or `{ pause: supplement, basis: … }`. */
function clockOf(value: unknown): Pick<FlowNodeBase, 'clock' | 'pause'> {
  if (typeof value === 'string' || value === undefined) return { clock: value as FlowNodeBase['clock'] }
  const { pause, basis } = record(value)
  return { clock: 'pause', pause: { reason: pause as PauseReason, ...(typeof basis === 'string' ? { basis } : {}) } }
}
