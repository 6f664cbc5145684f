import { diagnose, inReadingOrder, mustBeContent, mustNameFile, type Diagnostic } from '../../diagnostics/index.ts'
import { attributeOf, readLinked, type LinkedFile, type LinkOptions, type XmlElement } from '../../xml/index.ts'
import {
  isSubProcess,
  type Collaboration,
  type CorrelationKey,
  type Definition,
  type FlowScope,
  type Message,
  type Process,
} from '../definition.ts'
import { checkRules } from '../rules/index.ts'
import { contextOf } from '../rules/rule.ts'
import { activityOf, type Around } from './activities.ts'
import { BPMN_DRAWING, BPMN_ID_TWICE, BPMN_NO_PROCESS, BPMN_NOT_EXECUTABLE, BPMN_ROOT } from './codes.ts'
import { checkConstraints, checkSchema } from './constraints/index.ts'
import { codeOf } from './events.ts'
import { diagramOf, type Diagram } from './diagram.ts'
import { carriedAlong } from './extension.ts'
import { scopeOf } from './flow-elements.ts'
import { decodeIds, giveIds } from './ids.ts'
import { reportIgnored } from './ignored.ts'
import { baseOf } from './marks.ts'
import { merge } from './merge.ts'
import { procedureOf } from './procedure.ts'
import { childOf, childrenOf, idOf, isBpmn, MOTCUA, nameOf, Source } from './source.ts'
import { checkVocabulary, notExecutable } from './vocabulary.ts'

export interface ReadBpmn {
  /** Absent when there is an error among the diagnostics. */
  readonly definition?: Definition
  /** Where its elements are drawn. */
  readonly diagram?: Diagram
  /** The XML tree, where there is one: for the specification's own constraints. */
  readonly root?: XmlElement
  /** Texts of the other files that were read with it, by the names that diagnostics give them. */
  readonly sources?: ReadonlyMap<string, string>
  readonly diagnostics: readonly Diagnostic[]
}

export interface ReadBpmnOptions extends LinkOptions {
  /** Ids of processes that are to run although they say `isExecutable="false"`: what they leave open is an error. */
  readonly running?: readonly string[] | undefined
}

const GLOBAL_TASKS: Readonly<Record<string, string>> = {
  globalTask: 'task',
  globalUserTask: 'userTask',
  globalManualTask: 'manualTask',
  globalScriptTask: 'scriptTask',
  globalBusinessRuleTask: 'businessRuleTask',
}

/**
 * Reads BPMN 2.0 XML (OMG formal/2013-12-09), from text or bytes. Never throws, whatever the file: mistakes come back as
 * diagnostics, all at once. What it imports, and the files that are given beside it, become part of the definition: their processes can
 * be called, their decisions evaluated. DMN is kept as text, and is read when the definition is compiled.
 *
 * @param options.file  the name that diagnostics show
 * @param options.imports  finds the files that it imports; without, only those of `beside` are found
 * @example
 * const { definition, diagnostics } = readBpmn(await readFile('order.bpmn'), { file: 'order.bpmn' })
 */
export function readBpmn(input: string | Uint8Array, options: ReadBpmnOptions): ReadBpmn {
  mustBeContent('readBpmn', 'input', input)
  mustNameFile('readBpmn', options)
  const { file } = options
  const { files, diagnostics } = readLinked(input, options)
  const [main, ...others] = files
  if (main === undefined || main.file !== file) return { diagnostics }
  const written = main.root
  if (!isBpmn(written, 'definitions')) {
    const found = written.prefix === '' ? written.local : `${written.prefix}:${written.local}`
    return { diagnostics: [diagnose(BPMN_ROOT, { file, position: written.position, details: { found } })] }
  }
  const beside = others.length === 0 ? {} : { sources: new Map(others.map((other) => [other.file, other.source])) }
  const units = [main, ...others.filter(({ root }) => isBpmn(root, 'definitions'))]
  const merged = merge(units.map((unit) => ({ ...unit, root: giveIds(decodeIds(unit.root)) }))) ?? written
  const root = withExecutable(merged, options.running ?? [])
  const source = new Source(root, file, others)
  const definition = withDecisions(new Reader(source).definition(), others)
  checkVocabulary(source)
  const schema = units.flatMap((unit) => checkSchema(unit.root, { file: unit.file }))
  const found = [...diagnostics, ...source.diagnostics, ...schema, ...checkConstraints(root, { file })]
  // A procedure that declares what it uses is held to the same rules as in YAML.
  const isDeclared = !definition.isOpen && found.every(({ severity }) => severity !== 'error')
  const all = inReadingOrder([...found, ...(isDeclared ? checkRules(contextOf(definition)) : [])])
  const hasError = all.some(({ severity }) => severity === 'error')
  return hasError
    ? { root, diagnostics: all, ...beside }
    : { definition, diagram: diagramOf(root, (name) => source.idIn(name)), root, diagnostics: all, ...beside }
}

/** The tree in which these processes are to be executed. */
function withExecutable(root: XmlElement, ids: readonly string[]): XmlElement {
  if (ids.length === 0) return root
  const written = ({ attributes, ...rest }: XmlElement): XmlElement => ({
    ...rest,
    attributes: attributes.map((one) => (one.local === 'isExecutable' ? { ...one, value: 'true' } : one)),
  })
  return {
    ...root,
    children: root.children.map((child) => (isBpmn(child, 'process') && ids.includes(idOf(child)) ? written(child) : child)),
  }
}

/** DMN files that were read with it. */
function withDecisions(definition: Definition, others: readonly LinkedFile[]): Definition {
  const dmn = others.filter(({ kind }) => kind === 'dmn').map(({ file, source }) => ({ file, text: source }))
  if (dmn.length === 0) return definition
  return { ...definition, decisions: { ...definition.decisions, dmn, yaml: definition.decisions?.yaml } }
}

class Reader implements Around {
  readonly #collaborations: readonly XmlElement[]
  readonly #flowMessages = new Map<string, string>()
  readonly #synthetic: Message[] = []

  constructor(readonly source: Source) {
    this.#collaborations = childrenOf(source.root, 'collaboration')
    this.#uniqueIds(source.root)
    for (const collaboration of this.#collaborations) {
      for (const flow of childrenOf(collaboration, 'messageFlow')) this.#flowMessage(flow)
    }
  }

  definition(): Definition {
    const { source } = this
    const { root } = source
    for (const found of notExecutable(source)) {
      source.report(BPMN_NOT_EXECUTABLE, found, { element: `${found.local} ${idOf(found)}` })
    }
    const drawn = childrenOf(root, 'process')
    const [drawing] = drawn
    if (drawing !== undefined && drawn.every((process) => source.isDrawing(process))) {
      source.report(BPMN_DRAWING, drawing, { process: idOf(drawing) })
    }
    const processes = [
      ...childrenOf(root, 'process').map((element) => this.#process(element)),
      ...childrenOf(root, ...Object.keys(GLOBAL_TASKS)).map((element) => this.#globalTask(element)),
    ]
    const first = processes.find(({ isExecutable, isGlobalTask }) => isExecutable && !isGlobalTask) ?? processes[0]
    if (first === undefined) source.report(BPMN_NO_PROCESS, root, {})
    for (const element of childrenOf(root, 'message')) reportIgnored(element, source)
    const messages = childrenOf(root, 'message').map((element): Message => ({
      ...carriedAlong(element),
      id: idOf(element),
      name: nameOf(element),
      from: [],
      carries: [],
    }))
    const collaboration = this.#collaboration()
    const plain: Definition = {
      file: source.file,
      procedure: sanitised(first?.id ?? ''),
      version: 1,
      effective: undefined,
      name: first?.name ?? this.#collaborations.flatMap((one) => nameOf(one) ?? [])[0] ?? { vi: first?.id ?? '' },
      level: undefined,
      field: undefined,
      agency: undefined,
      basis: [],
      sources: [],
      regime: undefined,
      limit: undefined,
      roles: rolesOf(processes).map((id) => ({ id, name: { vi: id } })),
      documents: [],
      results: [],
      variables: [],
      isOpen: true,
      messages: [...messages, ...this.#synthetic],
      signals: childrenOf(root, 'signal').map((element) => ({
        ...carriedAlong(element),
        id: idOf(element),
        name: attributeOf(element, 'name') ?? idOf(element),
      })),
      errors: declared(childrenOf(root, 'error')).map((element) => ({
        ...carriedAlong(element),
        id: idOf(element),
        code: codeOf(element, 'errorCode'),
        name: attributeOf(element, 'name'),
      })),
      escalations: declared(childrenOf(root, 'escalation')).map((element) => ({
        ...carriedAlong(element),
        id: idOf(element),
        code: codeOf(element, 'escalationCode'),
        name: attributeOf(element, 'name'),
      })),
      correlations: this.#correlations(),
      processes,
      collaboration,
      decisions: undefined,
      rules: [],
      ...carriedBy(root),
    }
    return procedureOf(plain, root, source)
  }

  scope(element: XmlElement): FlowScope {
    return scopeOf(element, this)
  }

  flowMessage(element: XmlElement): string | undefined {
    return this.#flowMessages.get(idOf(element))
  }

  #process(element: XmlElement): Process {
    const { source } = this
    reportIgnored(element, source)
    return {
      id: idOf(element),
      name: nameOf(element),
      isExecutable: source.boolean(element, 'isExecutable', true),
      isClosed: source.boolean(element, 'isClosed', false),
      isGlobalTask: false,
      ...carriedAlong(element),
      ...this.scope(element),
    }
  }

  #globalTask(element: XmlElement): Process {
    const local = GLOBAL_TASKS[element.local] ?? 'task'
    const node = activityOf({ ...element, local }, baseOf(element, this.source), this)
    return {
      id: idOf(element),
      name: nameOf(element),
      isExecutable: true,
      isClosed: false,
      isGlobalTask: true,
      nodes: [node],
      flows: [],
      data: [],
      lanes: [],
      artifacts: [],
    }
  }

  #collaboration(): Collaboration | undefined {
    const { source } = this
    const found = this.#collaborations[0]
    if (found === undefined) return undefined
    const all = this.#collaborations
    return {
      ...carriedAlong(found),
      id: idOf(found),
      isClosed: source.boolean(found, 'isClosed', false),
      participants: all.flatMap((one) =>
        childrenOf(one, 'participant').map((element) => {
          const multiplicity = childOf(element, 'participantMultiplicity')
          return {
            ...carriedAlong(element),
            id: idOf(element),
            name: nameOf(element),
            process: source.reference(element, 'processRef', ['process']),
            minimum: multiplicity === undefined ? undefined : source.integer(multiplicity, 'minimum', 0),
            maximum: multiplicity === undefined ? undefined : source.integer(multiplicity, 'maximum', 1),
          }
        }),
      ),
      messageFlows: all.flatMap((one) =>
        childrenOf(one, 'messageFlow').flatMap((element) => {
          const from = source.reference(element, 'sourceRef', undefined)
          const to = source.reference(element, 'targetRef', undefined)
          const ends = [source.named(from), source.named(to)]
          // A choreography's tasks are drawn, and nobody's.
          if (from === undefined || to === undefined || ends.some((end) => /choreography/i.test(end?.local ?? ''))) return []
          const message = source.reference(element, 'messageRef', ['message']) ?? this.#flowMessages.get(to)
          return [{ ...carriedAlong(element), id: idOf(element), name: nameOf(element), source: from, target: to, message }]
        }),
      ),
    }
  }

  /** Elements that name no message have that of their message flow, or one that stands for the flow. */
  #flowMessage(flow: XmlElement): void {
    const { source } = this
    const named = attributeOf(flow, 'messageRef')
    const ends = ['sourceRef', 'targetRef'].flatMap((attribute) => {
      const named = attributeOf(flow, attribute)
      return named === undefined ? [] : [source.idIn(named)]
    })
    const own = ends.flatMap((id) => messageNamed(source.byId.get(id)))[0]
    const known = named ?? own ?? ends.flatMap((id) => this.#flowMessages.get(id) ?? [])[0]
    const message = known === undefined ? idOf(flow) : source.idIn(known)
    if (known === undefined) this.#synthetic.push({ id: message, name: nameOf(flow), from: [], carries: [] })
    for (const id of ends) if (!this.#flowMessages.has(id)) this.#flowMessages.set(id, message)
  }

  #correlations(): CorrelationKey[] {
    const { source } = this
    const property = (id: string) => {
      const element = source.byId.get(id)
      const retrieval = (element === undefined ? [] : childrenOf(element, 'correlationPropertyRetrievalExpression')).flatMap(
        (found) => {
          const message = source.reference(found, 'messageRef', ['message'])
          const expression = source.expression(childOf(found, 'messagePath'))
          return message === undefined || expression === undefined ? [] : [{ message, expression }]
        },
      )
      return { id, retrieval }
    }
    return this.#collaborations.flatMap((collaboration) =>
      childrenOf(collaboration, 'correlationKey').map((key) => ({
        ...carriedAlong(key),
        id: idOf(key),
        properties: source.references(key, 'correlationPropertyRef', ['correlationProperty']).map(property),
        subscriptions: this.#subscriptions(idOf(key)),
      })),
    )
  }

  #subscriptions(key: string): CorrelationKey['subscriptions'] {
    const { source } = this
    return childrenOf(source.root, 'process').flatMap((process) =>
      childrenOf(process, 'correlationSubscription')
        .filter((subscription) => source.idIn(attributeOf(subscription, 'correlationKeyRef') ?? '') === key)
        .flatMap((subscription) => childrenOf(subscription, 'correlationPropertyBinding'))
        .flatMap((binding) => {
          const property = source.reference(binding, 'correlationPropertyRef', ['correlationProperty'])
          const expression = source.expression(childOf(binding, 'dataPath'))
          return property === undefined || expression === undefined ? [] : [{ process: idOf(process), property, expression }]
        }),
    )
  }

  #uniqueIds(root: XmlElement): void {
    const seen = new Set<string>()
    const open = [root]
    for (let at = 0; at < open.length; at++) {
      const element = open[at] as XmlElement
      const id = attributeOf(element, 'id')
      if (id !== undefined && isBpmn(element)) {
        if (seen.has(id)) this.source.report(BPMN_ID_TWICE, element, { id }, 'id')
        seen.add(id)
      }
      if (element.local !== 'extensionElements') for (const child of element.children) open.push(child)
    }
  }
}

/** What the file carries as a whole. */
function carriedBy(root: XmlElement): Pick<Definition, 'carried'> {
  const carried = carriedAlong(root)
  return Object.keys(carried).length === 0 ? {} : { carried }
}

/** Without those that only stand for a code that an event names. */
function declared(elements: readonly XmlElement[]): XmlElement[] {
  return elements.filter((element) => attributeOf(element, 'isImplied', MOTCUA) !== 'true')
}

/** The roles that user tasks name, in the file's order. */
function rolesOf(scopes: readonly FlowScope[]): string[] {
  const roles = scopes.flatMap(({ nodes }) =>
    nodes.flatMap((node) => (isSubProcess(node) ? rolesOf([node]) : node.kind === 'userTask' ? (node.role ?? []) : [])),
  )
  return [...new Set(roles)]
}

function messageNamed(element: XmlElement | undefined): string[] {
  if (element === undefined) return []
  const definition = childOf(element, 'messageEventDefinition')
  const named =
    attributeOf(element, 'messageRef') ?? (definition === undefined ? undefined : attributeOf(definition, 'messageRef'))
  return named === undefined ? [] : [named]
}

function sanitised(id: string): string {
  const clean = id.replace(/[^A-Za-z0-9._-]/g, '-').replace(/^[^A-Za-z0-9]+/, '')
  return clean === '' ? 'process' : clean.slice(0, 100)
}
