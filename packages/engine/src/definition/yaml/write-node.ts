import type {
  Activity,
  EventDefinition,
  Expression,
  FlowNode,
  FlowScope,
  Limit,
  Loop,
  Mapping,
  SequenceFlow,
  Timer,
} from '../definition.ts'
import { artifactsData, dataItems, lanesData, without, type Plain } from './write-data.ts'

/** What a process or sub-process has: flow, data, lanes, artifacts. */
export function scopeData(scope: FlowScope): Plain {
  const outgoing = new Map<string, SequenceFlow[]>()
  for (const flow of scope.flows) {
    const known = outgoing.get(flow.source)
    if (known === undefined) outgoing.set(flow.source, [flow])
    else known.push(flow)
  }
  return without({
    flow: Object.fromEntries(scope.nodes.map((node) => [node.id, nodeData(node, outgoing.get(node.id) ?? [])])),
    data: dataItems(scope.data, 'dataObject'),
    lanes: lanesData(scope.lanes),
    artifacts: artifactsData(scope.artifacts),
  })
}

/** A node under its element key, with its marks and what follows it. */
export function nodeData(node: FlowNode, flows: readonly SequenceFlow[]): Plain {
  const isChoice = node.kind === 'exclusiveGateway' || node.kind === 'inclusiveGateway'
  const branches = isChoice && flows.length > 0 ? flows.map((flow, index) => branchData(flow, index, flows)) : undefined
  const inside = branches ?? (isActivity(node) ? activityData(node) : otherData(node))
  const { name, stage, standing, clock, pause, payment, documentation, extension } = node
  return {
    [node.kind]: !Array.isArray(inside) && Object.keys(inside).length === 0 && !MUST_HAVE.has(node.kind) ? null : inside,
    ...without({
      name: name === undefined ? undefined : textData(name),
      stage,
      standing,
      clock: pause === undefined ? clock : without({ pause: pause.reason, basis: pause.basis }),
      payment,
      documentation,
      extension,
      next: branches === undefined ? nextData(flows) : undefined,
    }),
  }
}

const MUST_HAVE: ReadonlySet<FlowNode['kind']> = new Set([
  'serviceTask',
  'callActivity',
  'boundaryEvent',
  'intermediateCatchEvent',
])

function isActivity(node: FlowNode): node is Activity {
  return 'loop' in node
}

export function textData({ vi, en }: { readonly vi: string; readonly en?: string }): unknown {
  return en === undefined ? vi : { vi, en }
}

function branchData(flow: SequenceFlow, index: number, flows: readonly SequenceFlow[]): Plain {
  const isLast = index === flows.length - 1
  const inferred = flow.condition === undefined && isLast && flows.length > 1
  // A plain branch before the last says what it is; elsewhere the place does.
  const isSaid = flow.isDefault !== inferred || (flow.condition === undefined && !isLast)
  return without({
    if: flow.condition === undefined ? undefined : expressionData(flow.condition),
    next: flow.target,
    default: isSaid ? flow.isDefault : undefined,
    ...labels(flow, flows),
  })
}

function nextData(flows: readonly SequenceFlow[]): unknown {
  const written = flows.map((flow) => {
    const rest = without({
      if: flow.condition === undefined ? undefined : expressionData(flow.condition),
      default: flow.isDefault ? true : undefined,
      ...labels(flow, flows),
    })
    return Object.keys(rest).length === 0 ? flow.target : { to: flow.target, ...rest }
  })
  return written.length === 0 ? undefined : written.length === 1 ? written[0] : written
}

/** An id is written where it is not the one that reading would give. */
function labels(flow: SequenceFlow, flows: readonly SequenceFlow[]): Plain {
  const given = `${flow.source}->${flow.target}`
  const isFirst = flows.find(({ target }) => target === flow.target) === flow
  return {
    id: flow.id === given && isFirst ? undefined : flow.id,
    name: flow.name === undefined ? undefined : textData(flow.name),
  }
}

function activityData(node: Activity): Plain {
  const common = {
    ...loopData(node.loop),
    forCompensation: node.isForCompensation ? true : undefined,
    startQuantity: node.startQuantity === 1 ? undefined : node.startQuantity,
    completionQuantity: node.completionQuantity === 1 ? undefined : node.completionQuantity,
    input: mappingsData(node.input),
    output: mappingsData(node.output),
  }
  const task = { ...common, properties: dataItems(node.properties, 'property') }
  const sets = 'sets' in node && node.sets.length > 0 ? node.sets : undefined
  switch (node.kind) {
    case 'task':
    case 'manualTask':
      return without(task)
    case 'userTask': {
      const limit = node.limit === undefined ? undefined : limitData(node.limit)
      const { role, groups, form, fourEyes } = node
      return without({ role, groups, form, sets, limit, fourEyes, ...task })
    }
    case 'serviceTask':
      return without({ job: node.job, sets, ...task })
    case 'sendTask':
      return without({ job: node.job, message: node.message, sets, ...task })
    case 'receiveTask':
      return without({ message: node.message, instantiate: node.instantiate ? true : undefined, ...task })
    case 'scriptTask':
      return without({ script: maybe(node.script), result: node.result, ...task })
    case 'businessRuleTask':
      return without({ decision: node.decision, job: node.job, result: node.result, sets, ...task })
    case 'callActivity':
      return without({ calledElement: node.calledElement, propagates: node.propagates ? true : undefined, ...task })
    case 'subProcess':
      return without({ triggeredByEvent: node.triggeredByEvent ? true : undefined, ...common, ...scopeData(node) })
    case 'transaction':
      return without({ ...common, ...scopeData(node) })
    case 'adHocSubProcess':
      return without({
        ordering: node.ordering === 'Sequential' ? node.ordering : undefined,
        completionCondition: maybe(node.completionCondition),
        cancelRemainingInstances: node.cancelRemainingInstances ? undefined : false,
        ...common,
        ...scopeData(node),
      })
  }
}

function loopData(loop: Loop | undefined): Plain {
  if (loop === undefined) return {}
  if (loop.kind === 'standard') {
    const { condition, testBefore, maximum } = loop
    const inside = without({ condition: maybe(condition), testBefore: testBefore ? true : undefined, maximum })
    return { loop: Object.keys(inside).length === 0 ? null : inside }
  }
  return {
    multiInstance: without({
      sequential: loop.isSequential ? true : undefined,
      cardinality: maybe(loop.cardinality),
      collection: maybe(loop.collection),
      item: loop.item,
      outputCollection: loop.outputCollection,
      outputItem: maybe(loop.outputItem),
      completionCondition: maybe(loop.completionCondition),
      behavior: loop.behavior === 'All' ? undefined : loop.behavior,
      throws: loop.throws === undefined ? undefined : eventData(loop.throws),
      complex:
        loop.complex.length === 0
          ? undefined
          : loop.complex.map(({ condition, event }) => ({ condition: expressionData(condition), event: eventData(event) })),
    }),
  }
}

function otherData(node: Exclude<FlowNode, Activity>): Plain {
  switch (node.kind) {
    case 'exclusiveGateway':
    case 'inclusiveGateway':
    case 'parallelGateway':
      return {}
    case 'complexGateway':
      return without({ activationCondition: maybe(node.activationCondition) })
    case 'eventBasedGateway':
      return without({
        instantiate: node.instantiate ? true : undefined,
        gatewayType: node.gatewayType === 'Parallel' ? node.gatewayType : undefined,
      })
    default:
      return without({
        attachedTo: node.kind === 'boundaryEvent' ? node.attachedTo : undefined,
        ...eventsData(
          node.events,
          'isParallelMultiple' in node ? node.isParallelMultiple : node.events.length > 1,
          node.kind === 'boundaryEvent' || node.kind === 'intermediateCatchEvent',
        ),
        interrupting: node.kind === 'startEvent' && !node.isInterrupting ? false : undefined,
        cancelActivity: node.kind === 'boundaryEvent' && !node.cancelActivity ? false : undefined,
        mappings: mappingsData(node.mappings),
      })
  }
}

/** `waits`: an element that waits for something; what a drawing leaves open there is an empty list. */
function eventsData(events: readonly EventDefinition[], isAll: boolean, waits: boolean): Plain {
  const [first] = events
  if (first === undefined && waits) return { any: [] }
  if (isAll) return { all: events.map(eventData) }
  if (first === undefined) return {}
  return events.length === 1 ? eventData(first) : { any: events.map(eventData) }
}

function eventData(event: EventDefinition): Plain {
  switch (event.kind) {
    case 'message':
      return { message: event.message ?? null, ...(event.job === undefined ? {} : { job: event.job }) }
    case 'timer':
      return { timer: timerData(event.timer) }
    case 'signal':
      return { signal: event.signal ?? null }
    case 'error':
    case 'escalation':
      return { [event.kind]: event.code ?? null }
    case 'conditional':
      return { conditional: expressionData(event.condition) }
    case 'link':
      return { link: event.name }
    case 'compensation': {
      const { activity, waitForCompletion, handler } = event
      if (waitForCompletion && handler === undefined) return { compensation: activity ?? null }
      return { compensation: without({ activity, handler, waitForCompletion: waitForCompletion ? undefined : false }) }
    }
    case 'cancel':
    case 'terminate':
      return { [event.kind]: true }
  }
}

function timerData(timer: Timer): unknown {
  if (timer.kind === 'after') return limitData(timer.limit)
  return { [timer.kind === 'afterExpression' ? 'after' : timer.kind]: expressionData(timer.expression) }
}

export function limitData(limit: Limit): unknown {
  return limit.unit === 'elapsed' ? limit.duration : limitKeys(limit)
}

/** A limit under its own key, as it stands among other keys. */
export function limitKeys(limit: Limit): Plain {
  if (limit.unit === 'elapsed') return { elapsed: limit.duration }
  return { [limit.unit]: limit.unit === 'sameDay' ? true : limit.amount }
}

export function expressionData({ text, language }: Expression): unknown {
  return language === undefined ? text : { text, language }
}

function maybe(expression: Expression | undefined): unknown {
  return expression === undefined ? undefined : expressionData(expression)
}

/** A mapping where each variable comes once, else a list. */
function mappingsData(mappings: readonly Mapping[]): unknown {
  if (mappings.length === 0) return undefined
  const isOnce = new Set(mappings.map(({ target }) => target)).size === mappings.length
  const written = mappings.map(({ target, source }) => [target, expressionData(source)] as const)
  return isOnce ? Object.fromEntries(written) : written.map(([target, source]) => ({ [target]: source }))
}
