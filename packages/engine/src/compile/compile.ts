import { diagnose, inReadingOrder, type Diagnostic, type Position } from '../diagnostics/index.ts'
import { isSubProcess, type Definition, type FlowScope, type Process } from '../definition/index.ts'
import { Builder, type Evaluators } from './builder.ts'
import { DEEPEST_CALLS, tooDeepCall } from './calls.ts'
import { CALLED_ELEMENT_UNKNOWN, CALLS_TOO_DEEP, DECISION_UNKNOWN, PROCESS_UNKNOWN } from './codes.ts'
import { contentOf } from './content.ts'
import { correlationsOf } from './correlations.ts'
import { decisionsOf } from './decisions.ts'
import { incompleteIn } from './incomplete.ts'
import { limitCasesOf } from './limit-cases.ts'
import { NONE, type Program } from './program.ts'

export interface Compiled {
  /** Absent when there is an error among the diagnostics. */
  readonly program?: Program
  readonly diagnostics: readonly Diagnostic[]
}

export interface CompileOptions {
  /** Id of the process to compile; absent: the first. */
  readonly process?: string | undefined
  readonly evaluators?: Evaluators | undefined
}

/**
 * Turns a validated definition into what the kernel runs. Expressions are checked against the declared variables here, so that a
 * program that compiles never meets an unknown name. Processes that are called become scopes of the same program.
 *
 * @param process  id of the process to compile, or options; the first process when there is none
 */
export function compile(definition: Definition, process?: string | CompileOptions): Compiled {
  const options: CompileOptions = typeof process === 'object' ? process : { process }
  const chosen =
    options.process === undefined ? definition.processes[0] : definition.processes.find(({ id }) => id === options.process)
  const nowhere = { file: definition.file, position: { line: 0, column: 0, length: 0 } }
  if (chosen === undefined) {
    const details = { process: options.process ?? '', known: definition.processes.map(({ id }) => id).join(', ') || '–' }
    return { diagnostics: [diagnose(PROCESS_UNKNOWN, { ...nowhere, details })] }
  }
  const deep = tooDeepCall(chosen, definition)
  if (deep !== undefined) {
    const at = { file: definition.file, position: deep.position, element: deep.id }
    return { diagnostics: [diagnose(CALLS_TOO_DEEP, { ...at, details: { id: deep.id, most: DEEPEST_CALLS } })] }
  }
  const incomplete = incompleteIn(chosen, definition)
  if (incomplete.length > 0) return { diagnostics: inReadingOrder(incomplete) }
  const builder = new Builder(definition, options.evaluators ?? {})
  builder.addProcess(chosen)
  const decisions = decisionsOf(definition)
  const correlations = correlationsOf(definition, chosen.id)
  const limits = limitCasesOf(definition)
  const placed = (id: string) => ({
    file: definition.file,
    position: positionOf(definition.processes, id) ?? nowhere.position,
    element: id,
  })
  const calls = builder.nodes.flatMap((node) => {
    if (node.kind === 'callActivity' && node.body === NONE)
      return [diagnose(CALLED_ELEMENT_UNKNOWN, { ...placed(node.id), details: { id: node.id } })]
    const decision = node.kind === 'businessRuleTask' ? node.decision : undefined
    if (decision === undefined || decisions.decisions.has(decision)) return []
    return [diagnose(DECISION_UNKNOWN, { ...placed(node.id), details: { id: node.id, decision } })]
  })
  const found = [builder, decisions, correlations, limits].flatMap((part) => part.diagnostics)
  const diagnostics = inReadingOrder([...found, ...calls])
  if (diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics }
  const program: Omit<Program, 'content'> = {
    procedure: definition.procedure,
    version: definition.version,
    process: chosen.id,
    nodes: builder.nodes,
    flows: builder.flows,
    scopes: builder.scopes,
    nodeById: builder.nodeById,
    flowById: new Map(builder.flows.map((flow) => [flow.id, flow.index])),
    variables: new Map(definition.variables.map((variable) => [variable.id, variable])),
    isOpen: definition.isOpen,
    messages: new Map(definition.messages.map((message) => [message.id, message])),
    correlations: correlations.correlations,
    decisions: decisions.decisions,
    limitCases: limits.cases,
    watchesData: builder.nodes.some((node) => 'triggers' in node && node.triggers.some(({ kind }) => kind === 'conditional')),
    hasMerges: builder.nodes.some(({ kind }) => kind === 'inclusiveGateway' || kind === 'complexGateway'),
  }
  return { program: withContent(deepFreeze(program), withFirst(definition, chosen)), diagnostics }
}

/** Its content is written when somebody asks: to check a file of many processes, nobody does. */
function withContent(program: Omit<Program, 'content'>, definition: Definition): Program {
  let content: string | undefined
  return Object.freeze({
    ...program,
    get content() {
      return (content ??= contentOf(definition))
    },
  })
}

/** The process that runs stands first: so reading the content again finds it. */
function withFirst(definition: Definition, chosen: Process): Definition {
  return { ...definition, processes: [chosen, ...definition.processes.filter((one) => one !== chosen)] }
}

/** Where a node was written. */
function positionOf(scopes: readonly FlowScope[], id: string): Position | undefined {
  for (const { nodes } of scopes) {
    const found = nodes.find((node) => node.id === id)?.position ?? positionOf(nodes.filter(isSubProcess), id)
    if (found !== undefined) return found
  }
  return undefined
}

/** Frozen through and through; functions and maps of compiled expressions stay as they are. */
function deepFreeze<T>(value: T): T {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const entry of Object.values(value)) deepFreeze(entry)
  return value
}
