import type { Diagnostic } from '../diagnostics/index.ts'
import { diagnose } from '../diagnostics/index.ts'
import {
  isActivity,
  isSubProcess,
  type Activity,
  type Definition,
  type EventDefinition,
  type Expression,
  type FlowNode,
  type FlowScope,
  type Loop,
  type Mapping,
  type Process,
  type Timer,
} from '../definition/index.ts'
import { checkExpression, compileExpression, FEEL_SYNTAX, type CompiledExpression } from '../expression/index.ts'
import { processNamed } from './calls.ts'
import { hasCompensableInside } from './compensable.ts'
import { EXPRESSION_LANGUAGE } from './codes.ts'
import {
  NONE,
  type ActivityBase,
  type CompiledLoop,
  type CompiledMapping,
  type CompiledTimer,
  type Flow,
  type Node,
  type NodeBase,
  type Reach,
  type Scope,
  type Trigger,
} from './program.ts'
import { Names } from './names.ts'
import { reachOf } from './reachability.ts'
import { linksOf, type Links } from './links.ts'
import { handlersOf, startsOf, triggeredStartsOf } from './starts.ts'

/** Evaluators of other languages than FEEL that the embedder registers, by language. */
export type Evaluators = Readonly<Record<string, (text: string) => CompiledExpression['evaluate']>>

/** Characters of all expressions of a process together: compiling stays within a second or so. */
const MOST_WRITTEN = 100_000
const NOTHING = compileExpression('null')

/** Names that exist inside of an activity that runs several times. */
const LOOP_NAMES = [
  'loopCounter',
  'numberOfInstances',
  'numberOfActiveInstances',
  'numberOfCompletedInstances',
  'numberOfTerminatedInstances',
]

/** Numbers nodes and flows scope by scope, in the order written; order has no meaning beyond that. */
export class Builder {
  readonly nodes: Node[] = []
  readonly flows: Flow[] = []
  readonly scopes: Scope[] = []
  readonly nodeById = new Map<string, number>()
  readonly diagnostics: Diagnostic[] = []
  readonly #definition: Definition
  readonly #evaluators: Evaluators
  readonly #outgoing = new Map<number, number[]>()
  readonly #incoming = new Map<number, number[]>()
  readonly #boundary = new Map<FlowScope, ReadonlyMap<string, readonly FlowNode[]>>()
  readonly #links = new Map<FlowScope, Links>()
  /** Scopes in which, and in what they call, nothing can be compensated. */
  readonly #plain = new Set<FlowScope>()
  readonly #bodyOfProcess = new Map<string, number>()
  readonly #signals: ReadonlyMap<string, string>
  readonly #namesInScope: Names
  /** Length of all expressions so far. */
  #written = 0

  constructor(definition: Definition, evaluators: Evaluators) {
    this.#definition = definition
    this.#evaluators = evaluators
    this.#signals = new Map(definition.signals.map(({ id, name }) => [id, name]))
    this.#namesInScope = new Names(definition.variables.map(({ id }) => id))
  }

  addProcess(process: Process): number {
    const known = this.#bodyOfProcess.get(process.id)
    if (known !== undefined) return known
    this.#bodyOfProcess.set(process.id, this.scopes.length)
    return this.#addScope(process, NONE, process.id)
  }

  #addScope(scope: FlowScope, owner: number, process: string | undefined): number {
    const index = this.scopes.length
    const first = this.nodes.length
    const members = scope.nodes.map((_, offset) => first + offset)
    this.scopes.push(undefined as unknown as Scope)
    for (const node of scope.nodes) {
      this.nodeById.set(node.id, this.nodes.length)
      // Held until the flows are known; replaced below.
      this.nodes.push(undefined as unknown as Node)
    }
    return this.#namesInScope.within(
      scope.data.map(({ variable }) => variable),
      () => {
        for (const flow of scope.flows) {
          const [source, target] = [this.#indexOf(flow.source), this.#indexOf(flow.target)]
          push(this.#outgoing, source, this.flows.length)
          push(this.#incoming, target, this.flows.length)
          const isGateway = scope.nodes[source - first]?.kind === 'complexGateway'
          const extra = isGateway ? ['waitingForStart'] : []
          this.flows.push({
            index: this.flows.length,
            id: flow.id,
            source,
            target,
            condition:
              flow.condition === undefined || flow.isDefault
                ? undefined
                : this.#namesInScope.within(extra, () => this.#expression(flow.condition as Expression, flow.source)),
            isDefault: flow.isDefault,
          })
        }
        const data = scope.data.map(({ variable, initial, id }) => ({
          variable,
          initial: initial === undefined ? undefined : this.#expression(initial, id),
        }))
        this.scopes[index] = {
          index,
          node: owner,
          starts: startsOf(scope)
            .sort()
            .map((id) => this.#indexOf(id)),
          triggeredStarts: triggeredStartsOf(scope)
            .sort()
            .map((id) => this.#indexOf(id)),
          handlers: [],
          nodes: members,
          data: unique(data),
          process,
        }
        scope.nodes.forEach((node, offset) => {
          this.nodes[first + offset] = this.#node(node, first + offset, index, scope)
        })
        // Only now are the insides of event sub-processes numbered.
        this.scopes[index] = {
          ...this.scopes[index],
          handlers: handlersOf(scope)
            .sort()
            .map((id) => this.#indexOf(id)),
        }
        return index
      },
    )
  }

  #node(node: FlowNode, index: number, scope: number, within: FlowScope): Node {
    const outgoing = this.#outgoing.get(index) ?? []
    const boundary = this.#boundaryOf(within).get(node.id) ?? []
    const base: NodeBase = {
      index,
      id: node.id,
      scope,
      incoming: this.#incoming.get(index) ?? [],
      outgoing,
      outgoingFlows: outgoing.map((flow) => this.flows[flow] as Flow),
      defaultFlow: outgoing.find((flow) => this.flows[flow]?.isDefault) ?? NONE,
      isConditional: outgoing.some((flow) => this.flows[flow]?.condition !== undefined),
      boundary: boundary
        .filter((other) => other.kind === 'boundaryEvent' && !other.events.some(({ kind }) => kind === 'compensation'))
        .map((other) => other.id)
        .sort()
        .map((id) => this.#indexOf(id)),
    }
    if (isActivity(node)) return this.#activity(node, base, within, boundary)
    switch (node.kind) {
      case 'startEvent':
        return {
          ...base,
          kind: node.kind,
          triggers: this.#triggers(node.events, node.id),
          isParallelMultiple: node.isParallelMultiple,
          mappings: this.#eventMappings(node),
          isInterrupting: node.isInterrupting,
          handler: NONE,
        }
      case 'endEvent':
      case 'intermediateThrowEvent':
        return {
          ...base,
          kind: node.kind,
          triggers: this.#triggers(node.events, node.id, within),
          mappings: this.#mappings(node.mappings, node.id),
        }
      case 'intermediateCatchEvent':
        return {
          ...base,
          kind: node.kind,
          triggers: this.#triggers(node.events, node.id),
          isParallelMultiple: node.isParallelMultiple,
          mappings: this.#eventMappings(node),
        }
      case 'boundaryEvent':
        return {
          ...base,
          kind: node.kind,
          host: this.#indexOf(node.attachedTo),
          interrupting: node.cancelActivity,
          triggers: this.#triggers(node.events, node.id),
          isParallelMultiple: node.isParallelMultiple,
          mappings: this.#eventMappings(node),
        }
      case 'inclusiveGateway':
        return { ...base, kind: node.kind, reach: this.#reach(base, within) }
      case 'complexGateway': {
        const flows = base.incoming.map((flow) => this.flows[flow]?.id ?? '')
        return {
          ...base,
          kind: node.kind,
          activationCondition: this.#namesInScope.within([...flows, 'activationCount', 'waitingForStart'], () =>
            this.#optional(node.activationCondition, node.id),
          ),
          reach: this.#reach(base, within),
        }
      }
      case 'eventBasedGateway':
        return { ...base, kind: node.kind, instantiate: node.instantiate, isParallel: node.gatewayType === 'Parallel' }
      case 'exclusiveGateway':
      case 'parallelGateway':
        return { ...base, kind: node.kind }
    }
  }

  #activity(node: Activity, base: NodeBase, within: FlowScope, boundary: readonly FlowNode[]): Node {
    const loop = node.loop
    const inner = [
      ...node.properties.map(({ variable }) => variable),
      ...node.input.map(({ target }) => target),
      ...(loop === undefined ? [] : LOOP_NAMES),
      ...(loop?.kind === 'multiInstance' && loop.item !== undefined ? [loop.item] : []),
    ]
    const compensation = boundary.flatMap((other) =>
      other.kind === 'boundaryEvent' ? other.events.filter((event) => event.kind === 'compensation') : [],
    )[0]
    const handler = compensation?.kind === 'compensation' ? compensation.handler : undefined
    const isJob = node.kind === 'serviceTask' || (node.kind === 'sendTask' && node.job !== undefined)
    return this.#namesInScope.within(inner, (): Node => {
      const output =
        'sets' in node && node.output.length > 0
          ? this.#namesInScope.within(node.sets, () => this.#mappings(node.output, node.id))
          : this.#namesInScope.within(this.#definition.isOpen ? [] : innerNames(node), () => this.#mappings(node.output, node.id))
      const activity: Omit<ActivityBase, 'loop'> & { readonly loop: CompiledLoop | undefined } = {
        ...base,
        loop: loop === undefined ? undefined : this.#loop(loop, node.id),
        startQuantity: node.startQuantity,
        completionQuantity: node.completionQuantity,
        input: this.#mappings(node.input, node.id),
        output,
        properties: unique(node.properties.map(({ variable }) => ({ variable }))).map(({ variable }) => variable),
        isLocal: node.properties.length > 0 || node.output.length > 0 || (node.input.length > 0 && !isJob),
        isCompensable: handler !== undefined || hasCompensableInside(node, this.#definition, this.#plain),
        compensationHandler: handler === undefined ? NONE : this.#indexOf(handler),
        isForCompensation: node.isForCompensation,
      }
      switch (node.kind) {
        case 'task':
        case 'manualTask':
          return { ...activity, kind: node.kind }
        case 'userTask': {
          const role = node.role ?? roleOfLane(within, node.id)
          const { kind, groups = [], form, sets, limit } = node
          return { ...activity, kind, role, groups, form, sets, limit }
        }
        case 'serviceTask':
          return { ...activity, kind: node.kind, job: node.job, sets: node.sets }
        case 'sendTask':
          return { ...activity, kind: node.kind, job: node.job, message: node.message ?? '', sets: node.sets }
        case 'receiveTask':
          return { ...activity, kind: node.kind, message: node.message ?? '', instantiate: node.instantiate }
        case 'scriptTask':
          return { ...activity, kind: node.kind, script: this.#optional(node.script, node.id), result: node.result }
        case 'businessRuleTask':
          return { ...activity, kind: node.kind, decision: node.decision, job: node.job, result: node.result, sets: node.sets }
        case 'callActivity': {
          const called = processNamed(this.#definition, node.calledElement)
          const propagates = node.propagates || (node.input.length === 0 && node.output.length === 0)
          return { ...activity, kind: node.kind, body: called === undefined ? NONE : this.addProcess(called), propagates }
        }
        case 'subProcess': {
          const body = this.#addScope(node, base.index, undefined)
          if (node.triggeredByEvent) this.#handle(body, base.index)
          return { ...activity, kind: node.kind, body, isEventSubProcess: node.triggeredByEvent }
        }
        case 'transaction':
          return { ...activity, kind: node.kind, body: this.#addScope(node, base.index, undefined) }
        case 'adHocSubProcess':
          return {
            ...activity,
            kind: node.kind,
            body: this.#addScope(node, base.index, undefined),
            isSequential: node.ordering === 'Sequential',
            completionCondition: this.#optional(node.completionCondition, node.id),
            cancelRemainingInstances: node.cancelRemainingInstances,
          }
      }
    })
  }

  /** Boundary events of a scope by their activity. */
  #boundaryOf(scope: FlowScope): ReadonlyMap<string, readonly FlowNode[]> {
    const known = this.#boundary.get(scope)
    if (known !== undefined) return known
    const byHost = new Map<string, FlowNode[]>()
    for (const node of scope.nodes) {
      if (node.kind !== 'boundaryEvent') continue
      if (byHost.get(node.attachedTo)?.push(node) === undefined) byHost.set(node.attachedTo, [node])
    }
    this.#boundary.set(scope, byHost)
    return byHost
  }

  /** The start events of an event sub-process know what they start. */
  #handle(body: number, handler: number): void {
    for (const index of this.scopes[body]?.nodes ?? []) {
      const node = this.nodes[index]
      if (node?.kind === 'startEvent') this.nodes[index] = { ...node, handler }
    }
  }

  #linksOf(scope: FlowScope): Links {
    const known = this.#links.get(scope)
    if (known !== undefined) return known
    const links = linksOf(scope)
    this.#links.set(scope, links)
    return links
  }

  /** Made when it is asked for first: a large definition has many merges, of which most runs meet few. */
  #reach(base: NodeBase, within: FlowScope): () => Reach {
    let known: Reach | undefined
    const make = (): Reach => {
      const { catching, throwing } = this.#linksOf(within)
      const jumps = new Map([...catching].map(([name, id]) => [this.#indexOf(id), throwing.get(name) ?? []]))
      return reachOf(base.index, base.incoming, {
        source: (flow) => this.flows[flow]?.source ?? NONE,
        incoming: (node) => this.#incoming.get(node) ?? [],
        jumpsFrom: (node) => (jumps.get(node) ?? []).map((id) => this.#indexOf(id)),
      })
    }
    return () => (known ??= make())
  }

  #triggers(events: readonly EventDefinition[], element: string, within?: FlowScope): Trigger[] {
    return events.map((event) => this.#trigger(event, element, within))
  }

  #trigger(event: EventDefinition, element: string, within?: FlowScope): Trigger {
    switch (event.kind) {
      case 'message':
        return { kind: 'message', message: event.message ?? '', job: event.job }
      case 'timer':
        return { kind: 'timer', timer: this.#timer(event.timer, element) }
      case 'signal':
        return { kind: 'signal', signal: this.#signals.get(event.signal ?? '') ?? event.signal ?? '' }
      case 'conditional':
        return { kind: 'conditional', condition: this.#expression(event.condition, element) }
      case 'link': {
        const target = within === undefined ? undefined : this.#linksOf(within).catching.get(event.name)
        return { kind: 'link', name: event.name, target: target === undefined ? NONE : this.#indexOf(target) }
      }
      case 'compensation': {
        const activity = event.activity === undefined ? NONE : this.#indexOf(event.activity)
        return { kind: 'compensation', activity, waits: event.waitForCompletion }
      }
      case 'error':
      case 'escalation':
        return { kind: event.kind, code: event.code }
      case 'cancel':
      case 'terminate':
        return { kind: event.kind }
    }
  }

  #loop(loop: Loop, element: string): CompiledLoop {
    if (loop.kind === 'standard') {
      return { ...loop, condition: this.#optional(loop.condition, element) }
    }
    return {
      kind: 'multiInstance',
      isSequential: loop.isSequential,
      cardinality: this.#optional(loop.cardinality, element),
      collection: this.#optional(loop.collection, element),
      item: loop.item,
      outputCollection: loop.outputCollection,
      outputItem: this.#optional(loop.outputItem, element),
      completionCondition: this.#optional(loop.completionCondition, element),
      behavior: loop.behavior,
      throws: this.#thrownByLoop(loop, element),
      complex: loop.complex.map(({ condition, event }) => ({
        condition: this.#expression(condition, element),
        event: this.#trigger(event, element),
      })),
    }
  }

  /** Behaviours None and One throw a signal where they name nothing (BPMN §10.3.8). */
  #thrownByLoop({ behavior, throws }: Extract<Loop, { kind: 'multiInstance' }>, element: string): Trigger | undefined {
    if (throws !== undefined) return this.#trigger(throws, element)
    return behavior === 'None' || behavior === 'One' ? { kind: 'signal', signal: '' } : undefined
  }

  #timer(timer: Timer, element: string): CompiledTimer {
    return timer.kind === 'after' ? timer : { kind: timer.kind, expression: this.#expression(timer.expression, element) }
  }

  /** What a caught message carries may be read by the event's mappings. */
  #eventMappings(node: FlowNode & { readonly mappings: readonly Mapping[]; readonly events: readonly EventDefinition[] }) {
    const carried = node.events.flatMap((event) =>
      event.kind === 'message' ? (this.#definition.messages.find(({ id }) => id === event.message)?.carries ?? []) : [],
    )
    return this.#namesInScope.within(carried, () => this.#mappings(node.mappings, node.id))
  }

  #mappings(mappings: readonly Mapping[], element: string): CompiledMapping[] {
    return mappings.map(({ target, source }) => ({ target, expression: this.#expression(source, element) }))
  }

  #optional(expression: Expression | undefined, element: string): CompiledExpression | undefined {
    return expression === undefined ? undefined : this.#expression(expression, element)
  }

  #expression(expression: Expression, element: string): CompiledExpression {
    const { language } = expression
    const { file } = this.#definition
    if (language !== undefined) {
      const evaluator = Object.hasOwn(this.#evaluators, language) ? this.#evaluators[language] : undefined
      if (evaluator !== undefined) {
        const evaluate = evaluator(expression.text)
        return { ...compileExpression('null'), text: expression.text, evaluate }
      }
      const details = { language, text: expression.text.slice(0, 60) }
      this.diagnostics.push(diagnose(EXPRESSION_LANGUAGE, { file, position: expression.position, element, details }))
      return compileExpression('null')
    }
    const variables = this.#namesInScope.all
    this.#written += expression.text.length
    if (this.#written > MOST_WRITTEN) return this.#tooMuch(expression, element)
    const found = checkExpression(expression, { file, element, variables, open: this.#definition.isOpen })
    this.diagnostics.push(...found)
    return compileExpression(found.some(({ severity }) => severity === 'error') ? 'null' : expression.text, variables)
  }

  #tooMuch({ text, position }: Expression, element: string): CompiledExpression {
    const details = { text: text.slice(0, 30), found: `> ${MOST_WRITTEN}` }
    // Once: of all that follow the same is to be said.
    if (this.#written - text.length <= MOST_WRITTEN)
      this.diagnostics.push(diagnose(FEEL_SYNTAX, { file: this.#definition.file, position, element, details }))
    return NOTHING
  }

  #indexOf(id: string): number {
    return this.nodeById.get(id) ?? NONE
  }
}

/** Names that the inside of a sub-process or of a called process declares, for output mappings. */
function innerNames(node: Activity): string[] {
  return isSubProcess(node) ? node.data.map(({ variable }) => variable) : []
}

function roleOfLane(scope: FlowScope, node: string): string | undefined {
  const search = (lanes: FlowScope['lanes']): string | undefined => {
    for (const lane of lanes) {
      const found = search(lane.lanes) ?? (lane.nodes.includes(node) ? lane.id : undefined)
      if (found !== undefined) return found
    }
    return undefined
  }
  return search(scope.lanes)
}

function unique<T extends { readonly variable: string }>(items: readonly T[]): T[] {
  return items.filter(({ variable }, index) => items.findIndex((other) => other.variable === variable) === index)
}

function push(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
