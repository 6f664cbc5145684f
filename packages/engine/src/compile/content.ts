import { NO_POSITION } from '../diagnostics/index.ts'
import { isSubProcess, type DecisionSource, type Definition, type FlowScope, type SequenceFlow } from '../definition/index.ts'

/**
 * The definition as canonical JSON: keys sorted, places and the file's name left out. Two files that say the same give the same
 * text, whatever their layout; the host's fingerprint is the SHA-256 of it.
 */
export function contentOf(definition: Definition): string {
  const processes = definition.processes.map(byTheirSources)
  const decisions = definition.decisions === undefined ? undefined : decisionsText(definition.decisions)
  const plain = { ...definition, processes, decisions, file: undefined }
  return canonical(plain, new Set(['position', 'file', 'artifacts', 'documentation', 'carried']))
}

/** Decisions as one text: the order of a table's inputs means something, and their names are the author's own. */
function decisionsText({ dmn, yaml }: DecisionSource): unknown {
  return { dmn: dmn.map(({ text }) => ({ text })), yaml: yaml === undefined ? undefined : JSON.stringify(yaml) }
}

function decisionsFrom(kept: unknown, file: string): DecisionSource | undefined {
  if (kept === undefined) return undefined
  const { dmn, yaml } = kept as { readonly dmn: readonly { readonly text: string }[]; readonly yaml?: string }
  return {
    dmn: dmn.map(({ text }) => ({ file, text })),
    yaml: yaml === undefined ? undefined : (JSON.parse(yaml) as Record<string, unknown>),
  }
}

/** Flows in the order of the nodes that they leave: only the order among the flows of one node means anything. */
function byTheirSources<T extends FlowScope>(scope: T): T {
  const outgoing = new Map<string, SequenceFlow[]>()
  for (const flow of scope.flows) {
    const known = outgoing.get(flow.source)
    if (known === undefined) outgoing.set(flow.source, [flow])
    else known.push(flow)
  }
  const nodes = scope.nodes.map((node) => (isSubProcess(node) ? byTheirSources(node) : node))
  return { ...scope, nodes, flows: nodes.flatMap(({ id }) => outgoing.get(id) ?? []) }
}

/** A definition from its content: the same procedure, without the places in a file that diagnostics would name. */
export function definitionOf(content: string, file: string): Definition {
  const plain = JSON.parse(content) as Record<string, unknown>
  const { decisions, ...rest } = upgraded(plain)
  return { ...(withPositions(rest) as Definition), decisions: decisionsFrom(decisions, file), file }
}

/** What release 0.1.0 kept, in today's words: elements had one event each, and there was less of everything. */
function upgraded(plain: Record<string, unknown>): Record<string, unknown> {
  if (plain.isOpen !== undefined) return plain
  const none = { signals: [], errors: [], escalations: [], correlations: [] }
  const processes = (plain.processes as Plain[]).map((process) => ({
    isExecutable: true,
    isClosed: false,
    isGlobalTask: false,
    ...upgradedScope(process),
  }))
  return { ...none, ...plain, isOpen: false, processes }
}

type Plain = Readonly<Record<string, unknown>>

function upgradedScope(scope: Plain): Plain {
  return { data: [], lanes: [], artifacts: [], ...scope, nodes: (scope.nodes as Plain[]).map(upgradedNode) }
}

function upgradedNode(node: Plain): Plain {
  const { event, ...rest } = node as Plain & { readonly event?: { readonly kind: string } }
  const kind = String(node.kind)
  if (event !== undefined) {
    const events = event.kind === 'none' ? [] : [event]
    return { ...rest, events, mappings: [], isInterrupting: true, isParallelMultiple: false }
  }
  if (kind === 'eventBasedGateway') return { ...rest, instantiate: false, gatewayType: 'Exclusive' }
  if (kind.endsWith('Gateway')) return rest
  const activity = {
    isForCompensation: false,
    startQuantity: 1,
    completionQuantity: 1,
    input: [],
    output: [],
    properties: [],
    ...rest,
  }
  if (kind === 'receiveTask') return { ...activity, instantiate: false }
  return kind === 'subProcess' ? { ...activity, triggeredByEvent: false, ...upgradedScope(rest) } : activity
}

/** Foreign XML text of a BPMN file. The extension of a time limit has the same name, and means something. */
function isForeign(key: string, entry: unknown): boolean {
  return key === 'extension' && typeof entry === 'string'
}

function canonical(value: unknown, without: ReadonlySet<string>): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, without)).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([key, entry]) => entry !== undefined && !without.has(key) && !isForeign(key, entry))
      .sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry, without)}`).join(',')}}`
  }
  return JSON.stringify(value)
}

function withPositions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPositions)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([key, entry]) => [key, withPositions(entry)] as const)
  return { ...Object.fromEntries(entries), position: NO_POSITION }
}
