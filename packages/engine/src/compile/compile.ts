import { diagnose, inReadingOrder, type Diagnostic } from '../diagnostics/index.ts'
import type { Definition, Expression, FlowNode, FlowScope, Timer } from '../definition/index.ts'
import { checkExpression, compileExpression, type CompiledExpression } from '../expression/index.ts'
import { PROCESS_UNKNOWN } from './codes.ts'
import { contentOf } from './content.ts'
import {
  NONE,
  type CompiledTimer,
  type Flow,
  type Node,
  type NodeBase,
  type Program,
  type Scope,
  type Trigger,
} from './program.ts'

export interface Compiled {
  /** Absent when there is an error among the diagnostics. */
  readonly program?: Program
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Turns a validated definition into what the kernel runs. Expressions are checked against the declared variables here, so that a
 * program that compiles never meets an unknown name.
 *
 * @param process  id of the process to compile; the only one when there is one
 */
export function compile(definition: Definition, process?: string): Compiled {
  const chosen = process === undefined ? definition.processes[0] : definition.processes.find(({ id }) => id === process)
  if (chosen === undefined) {
    const details = { process: process ?? '', known: definition.processes.map(({ id }) => id).join(', ') || '–' }
    return {
      diagnostics: [diagnose(PROCESS_UNKNOWN, { file: definition.file, position: { line: 0, column: 0, length: 0 }, details })],
    }
  }
  const builder = new Builder(definition)
  builder.addScope(chosen, NONE)
  const diagnostics = inReadingOrder(builder.diagnostics)
  if (diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics }
  const program: Program = {
    procedure: definition.procedure,
    version: definition.version,
    process: chosen.id,
    nodes: builder.nodes,
    flows: builder.flows,
    scopes: builder.scopes,
    nodeById: builder.nodeById,
    flowById: new Map(builder.flows.map((flow) => [flow.id, flow.index])),
    variables: new Map(definition.variables.map((variable) => [variable.id, variable])),
    messages: new Map(definition.messages.map((message) => [message.id, message])),
    content: contentOf(definition),
  }
  return { program: deepFreeze(program), diagnostics }
}

/** Numbers nodes and flows scope by scope, in the order written; order has no meaning beyond that. */
class Builder {
  readonly nodes: Node[] = []
  readonly flows: Flow[] = []
  readonly scopes: Scope[] = []
  readonly nodeById = new Map<string, number>()
  readonly diagnostics: Diagnostic[] = []
  readonly #definition: Definition
  readonly #variables: ReadonlySet<string>
  readonly #outgoing = new Map<number, number[]>()
  readonly #incoming = new Map<number, number[]>()

  constructor(definition: Definition) {
    this.#definition = definition
    this.#variables = new Set(definition.variables.map(({ id }) => id))
  }

  addScope(scope: FlowScope, owner: number): number {
    const index = this.scopes.length
    const first = this.nodes.length
    const members = scope.nodes.map((_, offset) => first + offset)
    const starts = members.filter((_, offset) => scope.nodes[offset]?.kind === 'startEvent')
    this.scopes.push({ index, node: owner, starts, nodes: members })
    for (const node of scope.nodes) {
      this.nodeById.set(node.id, this.nodes.length)
      // Held until the flows are known; replaced below.
      this.nodes.push(undefined as unknown as Node)
    }
    for (const flow of scope.flows) {
      const [source, target] = [this.#indexOf(flow.source), this.#indexOf(flow.target)]
      push(this.#outgoing, source, this.flows.length)
      push(this.#incoming, target, this.flows.length)
      this.flows.push({
        index: this.flows.length,
        id: flow.id,
        source,
        target,
        condition: flow.condition === undefined ? undefined : this.#expression(flow.condition, flow.source),
        isDefault: flow.isDefault,
      })
    }
    scope.nodes.forEach((node, offset) => {
      this.nodes[first + offset] = this.#node(node, first + offset, index, scope)
    })
    return index
  }

  #node(node: FlowNode, index: number, scope: number, within: FlowScope): Node {
    const outgoing = this.#outgoing.get(index) ?? []
    const base: NodeBase = {
      index,
      id: node.id,
      scope,
      incoming: this.#incoming.get(index) ?? [],
      outgoing,
      defaultFlow: outgoing.find((flow) => this.flows[flow]?.isDefault) ?? NONE,
      boundary: within.nodes
        .filter((other) => other.kind === 'boundaryEvent' && other.attachedTo === node.id)
        .map((other) => this.#indexOf(other.id)),
    }
    switch (node.kind) {
      case 'startEvent':
        return { ...base, kind: node.kind, message: node.event.kind === 'message' ? node.event.message : undefined }
      case 'endEvent':
        return {
          ...base,
          kind: node.kind,
          result: node.event.kind === 'error' ? { kind: 'error', code: node.event.code ?? '' } : node.event,
        }
      case 'intermediateCatchEvent':
        return { ...base, kind: node.kind, trigger: this.#trigger(node.event, node.id) }
      case 'boundaryEvent': {
        const trigger = node.event.kind === 'error' ? node.event : this.#trigger(node.event, node.id)
        return { ...base, kind: node.kind, host: this.#indexOf(node.attachedTo), interrupting: node.cancelActivity, trigger }
      }
      case 'userTask':
        return { ...base, kind: node.kind, role: node.role, form: node.form, sets: node.sets, limit: node.limit }
      case 'serviceTask':
      case 'sendTask': {
        const input = node.input.map(({ target, source }) => ({ target, expression: this.#expression(source, node.id) }))
        return { ...base, kind: node.kind, job: node.job, input, sets: node.sets }
      }
      case 'receiveTask':
        return { ...base, kind: node.kind, message: node.message }
      case 'subProcess':
        return { ...base, kind: node.kind, body: this.addScope(node, index) }
      case 'intermediateThrowEvent':
      case 'exclusiveGateway':
      case 'parallelGateway':
      case 'eventBasedGateway':
        return { ...base, kind: node.kind }
    }
  }

  #trigger(event: { kind: 'message'; message: string } | { kind: 'timer'; timer: Timer }, element: string): Trigger {
    return event.kind === 'message' ? event : { kind: 'timer', timer: this.#timer(event.timer, element) }
  }

  #timer(timer: Timer, element: string): CompiledTimer {
    return timer.kind === 'after' ? timer : { kind: 'at', expression: this.#expression(timer.expression, element) }
  }

  #expression(expression: Expression, element: string): CompiledExpression {
    const scope = { file: this.#definition.file, element, variables: this.#variables }
    this.diagnostics.push(...checkExpression(expression, scope))
    return compileExpression(expression.text)
  }

  #indexOf(id: string): number {
    return this.nodeById.get(id) ?? NONE
  }
}

function push(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

/** Frozen through and through; functions and maps of compiled expressions stay as they are. */
function deepFreeze<T>(value: T): T {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const entry of Object.values(value)) deepFreeze(entry)
  return value
}
