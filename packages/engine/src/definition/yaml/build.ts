import type { Diagnostic, Position } from '../../diagnostics/index.ts'
import type {
  Definition,
  FlowNode,
  FlowScope,
  Limit,
  LimitCase,
  Process,
  ProcedureLimit,
  Rule,
  SequenceFlow,
  Variable,
} from '../definition.ts'
import { LIMIT_UNITS } from '../definition.ts'
import type { RuleContext } from '../rules/rule.ts'
import { durationDiagnostic, ELEMENT_KEYS, nodesOf } from '../validate.ts'
import { buildNode } from './build-node.ts'
import { flowsOf } from './flows.ts'
import { entries, optional, record, strings, text, type Data } from './plain.ts'
import { artifactsOf, declarationsOf, documentOf, lanesOf, nameOf } from './root.ts'
import { publishedOf } from './published.ts'
import { dataOf, expressionOf, type YamlSource } from './source.ts'
import { place } from './place.ts'
import { escapePointer, type Tree } from './tree.ts'

/** Builds the definition from what is right in the file; nodes with mistakes are left out, their ids stay known. */
export function buildDefinition(
  tree: Tree,
  file: string,
  wrong: ReadonlySet<string>,
): Omit<RuleContext, 'isWhole'> & { diagnostics: Diagnostic[] } {
  const builder = new Builder(tree, file, wrong)
  const definition = builder.definition()
  const nodes = [...nodesOf(tree.data)]
  const placesOf = (key: string) =>
    new Map(entries(tree.data?.[key]).map(([id]) => [id, { position: place(tree, `/${key}/${escapePointer(id)}`, 'key') }]))
  return {
    definition,
    knownIds: new Set(nodes.map(({ id }) => id)),
    nextBeside: new Set(
      nodes
        .filter(({ node }) => node.next !== undefined && [node.exclusiveGateway, node.inclusiveGateway].some(Array.isArray))
        .map(({ id }) => id),
    ),
    messagePlaces: placesOf('messages'),
    documentPlaces: placesOf('documents'),
    levelPlace: tree.data?.level === undefined ? undefined : place(tree, '/level', 'value'),
    effectivePlace: tree.data?.effective === undefined ? undefined : place(tree, '/effective', 'key'),
    stray: builder.stray,
    duplicates: builder.duplicates,
    diagnostics: builder.diagnostics,
  }
}

class Builder implements YamlSource {
  readonly diagnostics: Diagnostic[] = []
  readonly duplicates: { id: string; position: Position }[] = []
  readonly stray = new Map<string, Position>()
  readonly #ids = new Set<string>()

  constructor(
    private readonly tree: Tree,
    private readonly file: string,
    private readonly wrong: ReadonlySet<string>,
  ) {}

  definition(): Definition {
    const data = this.tree.data ?? {}
    const procedure = typeof data.procedure === 'string' ? data.procedure : ''
    const field = record(data.field)
    const effective = record(data.effective)
    return {
      file: this.file,
      procedure,
      version: typeof data.version === 'number' ? data.version : 1,
      effective:
        typeof effective.from === 'string'
          ? { from: effective.from, ...(typeof effective.to === 'string' ? { to: effective.to } : {}) }
          : undefined,
      name: text(data.name) ?? { vi: '' },
      level: data.level as Definition['level'],
      field: typeof field.code === 'string' ? { code: field.code, name: text(field.name) ?? { vi: '' } } : undefined,
      agency: text(data.agency),
      basis: strings(data.basis),
      sources: strings(data.sources),
      regime: typeof data.regime === 'string' ? data.regime : undefined,
      limit: this.#procedureLimit(record(data.limit), data.limit !== undefined),
      roles: entries(data.roles).map(([id, name]) => ({ id, name: text(name) ?? { vi: id } })),
      documents: entries(data.documents).map(([id, value]) => documentOf(id, record(value))),
      results: entries(data.results).map(([id, value]) => ({
        id,
        name: nameOf(record(value), id),
        code: optional(record(value).code),
      })),
      published: publishedOf(data, this),
      variables: entries(data.variables).map(([id, value]) => this.#variable(id, value)),
      isOpen: data.open === true,
      ...declarationsOf(data, this),
      processes: this.#processes(data),
      rules: (Array.isArray(data.rules) ? data.rules : []).flatMap((rule, index) => this.#rule(record(rule), `/rules/${index}`)),
    }
  }

  /** `flow` at the top is one process; `processes` has several, `globalTasks` tasks that stand alone. */
  #processes(data: Data): Process[] {
    const process = { isExecutable: true, isClosed: false, isGlobalTask: false }
    const procedure = typeof data.procedure === 'string' ? data.procedure : ''
    const top: Process[] =
      data.flow === undefined ? [] : [{ ...process, id: `p-${procedure}`, name: text(data.name), ...this.scope(data, '') }]
    const named = entries(data.processes).map(([id, value]): Process => {
      const written = record(value)
      const at = `/processes/${escapePointer(id)}`
      this.#note(id, this.place(at, 'key'))
      const flags = { isExecutable: written.executable !== false, isClosed: written.closed === true }
      return { ...process, ...flags, id, name: text(written.name), ...this.scope(written, at) }
    })
    const tasks = entries(data.globalTasks).map(([id, value]): Process => {
      const scope = this.scope({ flow: { [id]: value } }, '', '/globalTasks')
      return { ...process, isGlobalTask: true, id, name: text(record(value).name), ...scope }
    })
    return [...top, ...named, ...tasks]
  }

  scope(data: Data, pointer: string, nodesAt = `${pointer}/flow`): FlowScope {
    const nodes: FlowNode[] = []
    const flows: SequenceFlow[] = []
    for (const [id, value] of entries(data.flow)) {
      const at = `${nodesAt}/${escapePointer(id)}`
      const written = record(value)
      const keys = ELEMENT_KEYS.filter((key) => Object.hasOwn(written, key))
      if (keys.length !== 1 || this.#isWrong(at)) continue
      const node = buildNode(id, keys[0] as (typeof ELEMENT_KEYS)[number], written, at, this)
      this.#note(id, node.position)
      nodes.push(node)
      const outgoing = flowsOf(id, written, at, this)
      if (outgoing.stray !== undefined) this.stray.set(id, outgoing.stray)
      for (const flow of outgoing.flows) if (flow.id !== `${flow.source}->${flow.target}`) this.#note(flow.id, flow.position)
      flows.push(...outgoing.flows)
    }
    const items = dataOf(data.data, `${pointer}/data`, 'dataObject', this)
    for (const { id } of items) this.#note(id, this.place(`${pointer}/data/${escapePointer(id)}`, 'key'))
    const lanes = lanesOf(data.lanes)
    return { nodes, flows: withUniqueIds(flows), data: items, lanes, artifacts: artifactsOf(data.artifacts) }
  }

  #note(id: string, position: Position): void {
    if (this.#ids.has(id)) this.duplicates.push({ id, position })
    this.#ids.add(id)
  }

  /** Places a diagnostic or an element. */
  place(pointer: string, part: 'key' | 'value') {
    return place(this.tree, pointer, part)
  }

  placesBelow(pointer: string): Readonly<Record<string, Position>> {
    const below = [...this.tree.places].filter(([at]) => at === pointer || at.startsWith(`${pointer}/`))
    return Object.fromEntries(below.map(([at, { key }]) => [at.slice(pointer.length), key]))
  }

  limit(value: unknown, pointer: string): Limit | undefined {
    if (typeof value === 'string') return this.#elapsed(value, pointer)
    const data = record(value)
    for (const unit of LIMIT_UNITS) {
      if (typeof data[unit] === 'number') return { unit, amount: data[unit] }
    }
    if (data.sameDay === true) return { unit: 'sameDay' }
    return typeof data.elapsed === 'string' ? this.#elapsed(data.elapsed, `${pointer}/elapsed`) : undefined
  }

  #elapsed(duration: string, pointer: string): Limit {
    if (!isDuration(duration)) this.diagnostics.push(durationDiagnostic(this.file, this.place(pointer, 'value'), duration))
    return { unit: 'elapsed', duration }
  }

  /** Whether something is wrong in the node itself; its inside is judged node by node. */
  #isWrong(pointer: string): boolean {
    for (const at of this.wrong) {
      if (at === pointer) return true
      if (at.startsWith(`${pointer}/`) && !INSIDE.test(at.slice(pointer.length))) return true
    }
    return false
  }

  #procedureLimit(data: Data, isGiven: boolean): ProcedureLimit | undefined {
    const limit = this.limit(data, '/limit')
    if (!isGiven || limit === undefined) return undefined
    const extension = record(data.extension)
    const by = this.limit(extension, '/limit/extension')
    return {
      limit,
      cases: data.cases === undefined ? undefined : this.#limitCases(data.cases),
      cutoff: optional(data.cutoff),
      warn: data.warn === undefined ? undefined : this.limit(data.warn, '/limit/warn'),
      extension: by === undefined ? undefined : { times: Number(extension.times ?? 1), limit: by },
      position: this.place('/limit', 'key'),
    }
  }

  #limitCases(value: unknown): LimitCase[] {
    if (!Array.isArray(value)) return []
    return value.flatMap((written: unknown, index) => {
      const limit = this.limit(record(written), `/limit/cases/${index}`)
      const condition = expressionOf(record(written).if, `/limit/cases/${index}/if`, this)
      return limit === undefined ? [] : [{ condition, limit }]
    })
  }

  #variable(id: string, value: unknown): Variable {
    const data = record(value)
    return {
      id,
      type: (typeof value === 'string' ? value : (data.type ?? 'object')) as Variable['type'],
      values: Array.isArray(data.values) ? (data.values as Variable['values']) : undefined,
      optional: data.optional === true,
      name: text(data.name),
      position: this.place(`/variables/${escapePointer(id)}`, 'key'),
    }
  }

  #rule(data: Data, pointer: string): Rule[] {
    for (const template of ['precedence', 'response'] as const) {
      const [first, second] = strings(data[template])
      if (first !== undefined && second !== undefined) {
        return [{ template, first, second, position: this.place(`${pointer}/${template}`, 'key') }]
      }
    }
    return []
  }
}

/** Below a sub-process. */
const INSIDE = /^\/(?:subProcess|transaction|adHocSubProcess)\/flow\//

/** A second flow between the same two gets a number, where it has no id of its own: ids are unique. */
function withUniqueIds(flows: readonly SequenceFlow[]): SequenceFlow[] {
  const seen = new Map<string, number>()
  return flows.map((flow) => {
    if (flow.id !== `${flow.source}->${flow.target}`) return flow
    const count = (seen.get(flow.id) ?? 0) + 1
    seen.set(flow.id, count)
    return count === 1 ? flow : { ...flow, id: `${flow.id}#${count}` }
  })
}

const DURATION =
  /^P(?=.)(\d+Y)?(\d+M)?(\d+([.,]\d+)?W)?(\d+([.,]\d+)?D)?(T(?=.)(\d+([.,]\d+)?H)?(\d+([.,]\d+)?M)?(\d+([.,]\d+)?S)?)?$/

export function isDuration(text: string): boolean {
  return text.length <= 60 && DURATION.test(text)
}
