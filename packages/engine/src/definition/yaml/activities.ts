import type { Activity, FlowNodeBase, Loop } from '../definition.ts'
import { eventOf } from './events.ts'
import { optional, record, strings, type Data } from './plain.ts'
import { dataOf, expressionOf, mappingsOf, maybeExpression, type YamlSource } from './source.ts'

/** An activity from what stands under its element key. */
export function buildActivity(
  base: FlowNodeBase,
  kind: Activity['kind'],
  inside: Data,
  at: string,
  source: YamlSource,
): Activity {
  const activity = {
    ...base,
    loop: loopOf(inside, at, source),
    isForCompensation: inside.forCompensation === true,
    startQuantity: numberOf(inside.startQuantity) ?? 1,
    completionQuantity: numberOf(inside.completionQuantity) ?? 1,
    input: mappingsOf(inside.input, `${at}/input`, source),
    output: mappingsOf(inside.output, `${at}/output`, source),
    properties: dataOf(inside.properties, `${at}/properties`, 'property', source),
  }
  const sets = strings(inside.sets)
  switch (kind) {
    case 'task':
    case 'manualTask':
      return { ...activity, kind }
    case 'userTask': {
      const limit = inside.limit === undefined ? undefined : source.limit(inside.limit, `${at}/limit`)
      const [groups, fourEyes] = [oneOrMore(inside.groups), oneOrMore(inside.fourEyes)]
      const task = { ...activity, kind, role: optional(inside.role), form: optional(inside.form), sets, limit } as const
      return { ...task, ...(groups.length === 0 ? {} : { groups }), ...(fourEyes.length === 0 ? {} : { fourEyes }) }
    }
    case 'serviceTask':
      return { ...activity, kind, job: optional(inside.job) ?? base.id, sets }
    case 'sendTask':
      return { ...activity, kind, job: optional(inside.job), message: optional(inside.message), sets }
    case 'receiveTask':
      return { ...activity, kind, message: optional(inside.message), instantiate: inside.instantiate === true }
    case 'scriptTask': {
      const script = maybeExpression(inside.script, `${at}/script`, source)
      return { ...activity, kind, script, result: optional(inside.result) }
    }
    case 'businessRuleTask': {
      const decision = optional(inside.decision)
      const job = decision === undefined ? (optional(inside.job) ?? base.id) : undefined
      return { ...activity, kind, decision, job, result: optional(inside.result), sets }
    }
    case 'callActivity':
      return { ...activity, kind, calledElement: optional(inside.calledElement) ?? '', propagates: inside.propagates === true }
    default: {
      const scope = source.scope(inside, at)
      const around = { ...activity, ...scope, properties: scope.data.filter((item) => item.kind === 'property') }
      if (kind === 'transaction') return { ...around, kind }
      if (kind === 'subProcess') return { ...around, kind, triggeredByEvent: inside.triggeredByEvent === true }
      return {
        ...around,
        kind,
        ordering: inside.ordering === 'Sequential' ? 'Sequential' : 'Parallel',
        completionCondition: maybeExpression(inside.completionCondition, `${at}/completionCondition`, source),
        cancelRemainingInstances: inside.cancelRemainingInstances !== false,
      }
    }
  }
}

function oneOrMore(written: unknown): readonly string[] {
  return typeof written === 'string' ? [written] : strings(written)
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

function loopOf(inside: Data, at: string, source: YamlSource): Loop | undefined {
  if (Object.hasOwn(inside, 'loop')) {
    const data = record(inside.loop)
    return {
      kind: 'standard',
      condition: maybeExpression(data.condition, `${at}/loop/condition`, source),
      testBefore: data.testBefore === true,
      maximum: numberOf(data.maximum),
    }
  }
  if (!Object.hasOwn(inside, 'multiInstance')) return undefined
  const data = record(inside.multiInstance)
  const pointer = `${at}/multiInstance`
  const expression = (key: string) => maybeExpression(data[key], `${pointer}/${key}`, source)
  const complex = Array.isArray(data.complex) ? data.complex.map(record) : []
  return {
    kind: 'multiInstance',
    isSequential: data.sequential === true,
    cardinality: expression('cardinality'),
    collection: expression('collection'),
    item: optional(data.item),
    outputCollection: optional(data.outputCollection),
    outputItem: expression('outputItem'),
    completionCondition: expression('completionCondition'),
    behavior: (data.behavior ?? 'All') as 'All',
    throws: eventOf(record(data.throws), `${pointer}/throws`, source),
    complex: complex.flatMap((one, index) => {
      const event = eventOf(record(one.event), `${pointer}/complex/${index}/event`, source)
      const condition = expressionOf(one.condition, `${pointer}/complex/${index}/condition`, source)
      return event === undefined ? [] : [{ condition, event }]
    }),
  }
}
