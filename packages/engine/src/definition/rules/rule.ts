import { diagnose, type Code, type Detail, type Diagnostic, type Position } from '../../diagnostics/index.ts'
import { isSubProcess, type Definition, type FlowNode, type FlowScope } from '../definition.ts'

/** What an authoring rule looks at. */
export interface RuleContext {
  readonly definition: Definition
  /** Ids of all nodes written, also of those with mistakes that the definition leaves out. */
  readonly knownIds: ReadonlySet<string>
  /** Nodes whose id another node has already. */
  readonly duplicates: readonly { readonly id: string; readonly position: Position }[]
  /** Gateways with a branch without `if` before the last, and where it stands. */
  readonly stray: ReadonlyMap<string, Position>
  /** Exclusive and inclusive gateways with a `next` beside their branches. */
  readonly nextBeside: ReadonlySet<string>
  readonly messagePlaces: ReadonlyMap<string, { readonly position: FlowNode['position'] }>
  readonly documentPlaces: ReadonlyMap<string, { readonly position: FlowNode['position'] }>
  /** Where `effective` stands; absent: not in YAML. */
  readonly effectivePlace?: Position | undefined
  /** Where `level` stands; absent: not in YAML. */
  readonly levelPlace?: Position | undefined
  /** No mistake so far: rules over the whole graph may speak without making noise. */
  readonly isWhole: boolean
}

/** One authoring rule: a file of its own, its codes with a right and a wrong example, and a line in `index.ts`. */
export interface Rule {
  readonly codes: readonly Code[]
  check(context: RuleContext): Diagnostic[]
}

/** The process and every sub-process in it. */
export function* scopesOf(
  definition: Definition,
): Generator<{ readonly scope: FlowScope; readonly owner: FlowNode | undefined }> {
  for (const process of definition.processes) yield* within(process, undefined)
}

function* within(scope: FlowScope, owner: FlowNode | undefined): Generator<{ scope: FlowScope; owner: FlowNode | undefined }> {
  yield { scope, owner }
  for (const node of scope.nodes) if (isSubProcess(node)) yield* within(node, node)
}

/** Every node of every scope. */
export function* allNodes(definition: Definition): Generator<FlowNode> {
  for (const { scope } of scopesOf(definition)) yield* scope.nodes
}

/** A finding about an element. */
export function finding(
  code: Code,
  context: RuleContext,
  node: { readonly id?: string; readonly position: FlowNode['position'] },
  details: Readonly<Record<string, Detail>> = {},
): Diagnostic {
  const { file } = context.definition
  return diagnose(code, { file, position: node.position, details, ...(node.id === undefined ? {} : { element: node.id }) })
}

/** The context of a definition that was not read from YAML. */
export function contextOf(definition: Definition): RuleContext {
  const context = { definition, duplicates: [], stray: new Map(), nextBeside: new Set<string>(), isWhole: true }
  const places = { messagePlaces: new Map(), documentPlaces: new Map() }
  return { ...context, ...places, knownIds: new Set([...allNodes(definition)].map(({ id }) => id)) }
}
