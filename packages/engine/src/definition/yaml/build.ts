import type { Diagnostic } from '../../diagnostics/index.ts'
import type {
  Definition,
  FlowNode,
  FlowScope,
  Limit,
  Message,
  ProcedureDocument,
  ProcedureLimit,
  Rule,
  SequenceFlow,
  Text,
  Variable,
} from '../definition.ts'
import type { RuleContext } from '../rules/rule.ts'
import { durationDiagnostic, ELEMENT_KEYS, nodesOf, place } from '../validate.ts'
import { buildNode, type NodeSource } from './build-node.ts'
import { entries, optional, record, strings, text, type Data } from './plain.ts'
import { escapePointer, type Tree } from './tree.ts'

/** Builds the definition from what is right in the file; nodes with mistakes are left out, their ids stay known. */
export function buildDefinition(
  tree: Tree,
  file: string,
  wrong: ReadonlySet<string>,
): Omit<RuleContext, 'isWhole'> & { diagnostics: Diagnostic[] } {
  const builder = new Builder(tree, file, wrong)
  const definition = builder.definition()
  const nodes = [...nodesOf(tree.data?.flow, '/flow')]
  const placesOf = (key: string) =>
    new Map(entries(tree.data?.[key]).map(([id]) => [id, { position: place(tree, `/${key}/${escapePointer(id)}`, 'key') }]))
  return {
    definition,
    knownIds: new Set(nodes.map(({ id }) => id)),
    nextBeside: new Set(
      nodes.filter(({ node }) => node.exclusiveGateway !== undefined && node.next !== undefined).map(({ id }) => id),
    ),
    messagePlaces: placesOf('messages'),
    documentPlaces: placesOf('documents'),
    duplicates: builder.duplicates,
    diagnostics: builder.diagnostics,
  }
}

class Builder implements NodeSource {
  readonly diagnostics: Diagnostic[] = []
  readonly duplicates: { id: string; node: FlowNode }[] = []
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
      variables: entries(data.variables).map(([id, value]) => this.#variable(id, value)),
      messages: entries(data.messages).map(([id, value]) => messageOf(id, record(value))),
      isOpen: false,
      signals: [],
      errors: [],
      escalations: [],
      correlations: [],
      collaboration: undefined,
      decisions: undefined,
      processes: [
        {
          id: `p-${procedure}`,
          name: text(data.name),
          isExecutable: true,
          isClosed: false,
          isGlobalTask: false,
          ...this.scope(data.flow, '/flow'),
        },
      ],
      rules: (Array.isArray(data.rules) ? data.rules : []).flatMap((rule, index) => this.#rule(record(rule), `/rules/${index}`)),
    }
  }

  scope(flow: unknown, pointer: string): FlowScope {
    const nodes: FlowNode[] = []
    const flows: SequenceFlow[] = []
    for (const [id, value] of entries(flow)) {
      const at = `${pointer}/${escapePointer(id)}`
      const data = record(value)
      const keys = ELEMENT_KEYS.filter((key) => Object.hasOwn(data, key))
      if (keys.length !== 1 || this.#isWrong(at)) continue
      const node = buildNode(id, keys[0] as (typeof ELEMENT_KEYS)[number], data, at, this)
      if (this.#ids.has(id)) this.duplicates.push({ id, node })
      this.#ids.add(id)
      nodes.push(node)
      flows.push(...this.#flows(id, data, at))
    }
    return { nodes, flows: withUniqueIds(flows), data: [], lanes: [], artifacts: [] }
  }

  /** Places a diagnostic or an element. */
  place(pointer: string, part: 'key' | 'value') {
    return place(this.tree, pointer, part)
  }

  limit(value: unknown, pointer: string): Limit | undefined {
    if (typeof value === 'string') return this.#elapsed(value, pointer)
    const data = record(value)
    for (const unit of ['workingDays', 'workingHours', 'days'] as const) {
      if (typeof data[unit] === 'number') return { unit, amount: data[unit] }
    }
    return typeof data.elapsed === 'string' ? this.#elapsed(data.elapsed, `${pointer}/elapsed`) : undefined
  }

  #elapsed(duration: string, pointer: string): Limit {
    if (!isDuration(duration)) this.diagnostics.push(durationDiagnostic(this.file, this.place(pointer, 'value'), duration))
    return { unit: 'elapsed', duration }
  }

  /** Whether something is wrong in the node itself; its inside is judged node by node. */
  #isWrong(pointer: string): boolean {
    for (const at of this.wrong) {
      if (at === pointer || (at.startsWith(`${pointer}/`) && !at.startsWith(`${pointer}/subProcess/flow/`))) return true
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
      cutoff: optional(data.cutoff),
      warn: data.warn === undefined ? undefined : this.limit(data.warn, '/limit/warn'),
      extension: by === undefined ? undefined : { times: Number(extension.times ?? 1), limit: by },
      position: this.place('/limit', 'key'),
    }
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

  #flows(source: string, data: Data, pointer: string): SequenceFlow[] {
    if (Array.isArray(data.exclusiveGateway)) {
      return data.exclusiveGateway.map((value, index): SequenceFlow => {
        const branch = record(value)
        const at = `${pointer}/exclusiveGateway/${index}`
        const condition =
          branch.if === undefined ? undefined : { text: conditionText(branch.if), position: this.place(`${at}/if`, 'value') }
        const isOnly = condition === undefined && (data.exclusiveGateway as unknown[]).length === 1
        return this.#flow(source, branch.next, `${at}/next`, branch, condition, condition === undefined && !isOnly)
      })
    }
    const next = data.next === undefined ? [] : Array.isArray(data.next) ? data.next : [data.next]
    return next.map((value: unknown, index): SequenceFlow => {
      const at = Array.isArray(data.next) ? `${pointer}/next/${index}` : `${pointer}/next`
      const target = typeof value === 'string' ? value : record(value).to
      const to = typeof value === 'string' ? at : `${at}/to`
      return this.#flow(source, target, to, record(value), undefined, false)
    })
  }

  #flow(
    source: string,
    target: unknown,
    pointer: string,
    data: Data,
    condition: SequenceFlow['condition'],
    isDefault: boolean,
  ): SequenceFlow {
    const id = optional(data.id) ?? `${source}->${String(target)}`
    const position = this.place(pointer, 'value')
    return { id, source, target: String(target), condition, isDefault, name: text(data.name), position }
  }
}

/** `if: true` is a boolean in YAML, and FEEL all the same. */
function conditionText(value: unknown): string {
  return typeof value === 'boolean' ? String(value) : typeof value === 'string' ? value : ''
}

/** A second flow between the same two gets a number: ids are unique. */
function withUniqueIds(flows: readonly SequenceFlow[]): SequenceFlow[] {
  const seen = new Map<string, number>()
  return flows.map((flow) => {
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

function documentOf(id: string, data: Data): ProcedureDocument {
  return {
    id,
    name: nameOf(data, id),
    code: optional(data.code),
    class: (data.class ?? 'on-demand') as ProcedureDocument['class'],
    digitize: (data.digitize ?? (data.class === 'on-demand' ? 'on-demand' : 'mandatory')) as ProcedureDocument['digitize'],
    reuse: strings(data.reuse),
    required: data.required !== false,
    originals: Number(data.originals ?? 0),
    copies: Number(data.copies ?? 0),
  }
}

function messageOf(id: string, data: Data): Message {
  return { id, name: text(data.name), from: strings(data.from), carries: strings(data.carries) }
}

function nameOf(data: Data, id: string): Text {
  return text(data) ?? { vi: id }
}
