import { diagnose, mustBeContent, mustNameFile, type Code, type Diagnostic } from '../diagnostics/index.ts'
import { isTypeName } from '../expression/index.ts'
import { attributeOf, readLinked, readXml, type LinkOptions, type SourceFile, type XmlElement } from '../xml/index.ts'
import { DMN_LOGIC, DMN_REFERENCE, DMN_ROOT, DMN_TABLE, DMN_TYPE } from './codes.ts'
import {
  AGGREGATIONS,
  HIT_POLICIES,
  type Cell,
  type Decision,
  type DecisionModel,
  type DecisionTable,
  type Logic,
  type Parameter,
  type Requirement,
  type ValueType,
} from './decision.ts'
import { typesIn, type ItemTypes } from './item-types.ts'
import { Library, type DmnFile, type Found } from './library.ts'

export interface ReadDecisions {
  /** Absent when there is an error among the diagnostics. */
  readonly model?: DecisionModel
  /** The model, and then those of the files that were read with it; none when there is an error among the diagnostics. */
  readonly models?: readonly DecisionModel[]
  /** Texts of the other files, by the names that diagnostics give them. */
  readonly sources?: ReadonlyMap<string, string>
  readonly diagnostics: readonly Diagnostic[]
}

const DMN = /omg\.org\/spec\/DMN\//

/**
 * Reads DMN 1.1 to 1.5 XML, and the files that it imports. Never throws: mistakes come back as diagnostics.
 *
 * @param options.imports  finds imported files; without, only those of `beside` are found
 * @example
 * const { models = [], diagnostics } = readDmn(text, { file: 'fees.dmn' })
 * const { decisions } = compileDecisions(models)
 */
export function readDmn(input: string | Uint8Array, options: LinkOptions): ReadDecisions {
  mustBeContent('readDmn', 'input', input)
  mustNameFile('readDmn', options)
  const { file } = options
  const { files, diagnostics } = readLinked(input, options)
  const [main, ...others] = files
  if (main === undefined || main.file !== file) return { diagnostics }
  const wrong = rootProblem(main)
  if (wrong !== undefined) return { diagnostics: [wrong] }
  const { models, diagnostics: found } = modelsOf([main, ...others.filter(({ kind }) => kind === 'dmn')])
  const all = [...diagnostics, ...found]
  const beside = others.length === 0 ? {} : { sources: new Map(others.map((other) => [other.file, other.source])) }
  const [model] = models
  const hasError = all.some(({ severity }) => severity === 'error')
  return hasError || model === undefined ? { diagnostics: all, ...beside } : { model, models, diagnostics: all, ...beside }
}

/** Reads DMN files that are all there is: what one imports is another of them, found by its namespace. */
export function readDmnFiles(files: readonly SourceFile[]): {
  readonly models: readonly DecisionModel[]
  readonly diagnostics: readonly Diagnostic[]
} {
  const diagnostics: Diagnostic[] = []
  const read = files.flatMap(({ file, content }): DmnFile[] => {
    const { root, diagnostics: found } = readXml(content, { file })
    diagnostics.push(...found)
    if (root === undefined) return []
    const wrong = rootProblem({ file, root })
    if (wrong !== undefined) diagnostics.push(wrong)
    return wrong === undefined ? [{ file, root, namespace: attributeOf(root, 'namespace') ?? '' }] : []
  })
  const { models, diagnostics: found } = modelsOf(read)
  return { models, diagnostics: [...diagnostics, ...found] }
}

function rootProblem({ file, root }: Pick<DmnFile, 'file' | 'root'>): Diagnostic | undefined {
  if (root.local === 'definitions' && DMN.test(root.namespace)) return undefined
  const found = root.prefix === '' ? root.local : `${root.prefix}:${root.local}`
  return diagnose(DMN_ROOT, { file, position: root.position, details: { found } })
}

function modelsOf(files: readonly DmnFile[]): {
  readonly models: readonly DecisionModel[]
  readonly diagnostics: readonly Diagnostic[]
} {
  const library = new Library(files)
  const readers = files.map((file) => new Reader(file, library))
  const models = readers.map((reader) => reader.model())
  return { models, diagnostics: readers.flatMap(({ diagnostics }) => diagnostics) }
}

class Reader {
  readonly diagnostics: Diagnostic[] = []
  readonly #types: ItemTypes

  constructor(
    private readonly own: DmnFile,
    private readonly library: Library,
  ) {
    this.#types = typesOf(own, library, 0)
  }

  model(): DecisionModel {
    const { root, file } = this.own
    const decisions = [
      ...children(root, 'decision', 'businessKnowledgeModel').map((element) => this.#decision(element)),
      ...children(root, 'decisionService').map((element) => this.#service(element)),
    ]
    const types = new Map<string, ValueType>()
    for (const input of children(root, 'inputData')) {
      const type = this.#typeOf(input)
      if (type !== undefined) types.set(nameOf(input), type)
    }
    this.#checkTypes()
    const imported = this.library.importedBy(this.own).flatMap(({ file: other }) => namesIn(other.root))
    return { file, decisions, names: [...new Set([...namesIn(root), ...imported])], types }
  }

  #service(element: XmlElement): Decision {
    const id = attributeOf(element, 'id') ?? nameOf(element)
    const variable = child(element, 'variable')
    const named = (local: string) => children(element, local).flatMap((reference) => this.#referred(reference, id) ?? [])
    const [inputs, given] = [named('inputData'), named('inputDecision')]
    return {
      id: this.library.keyOf(this.own, id),
      name: (variable === undefined ? undefined : attributeOf(variable, 'name')) ?? nameOf(element),
      kind: 'service',
      requires: [],
      inputs: [],
      parameters: [...inputs, ...given].map(({ element: one }) => ({ name: readAs(one), type: this.#typeOf(one) })),
      type: this.#typeOf(element),
      service: {
        outputs: named('outputDecision').map((one) => one.key),
        given: new Map(given.map((one) => [readAs(one.element), one.key])),
      },
      logic: undefined,
      position: element.position,
    }
  }

  #decision(element: XmlElement): Decision {
    const id = attributeOf(element, 'id') ?? attributeOf(element, 'name') ?? ''
    const requires: Requirement[] = []
    const inputs: Decision['inputs'][number][] = []
    for (const requirement of children(element, 'informationRequirement', 'knowledgeRequirement')) {
      for (const reference of requirement.children.filter((one) => attributeOf(one, 'href') !== undefined)) {
        const target = this.#referred(reference, id)
        if (target === undefined) continue
        const within = target.within === undefined ? {} : { within: target.within }
        if (target.element.local === 'inputData') inputs.push({ name: nameOf(target.element), ...within })
        else requires.push({ id: target.key, ...within })
      }
    }
    const isKnowledge = element.local === 'businessKnowledgeModel'
    const encapsulated = isKnowledge ? child(element, 'encapsulatedLogic') : undefined
    const body = encapsulated ?? element
    const logic = this.#logicIn(body, id)
    // A graph may be drawn before it is decided: such a decision gives null.
    if (logic === undefined) this.#report(DMN_LOGIC, element, { id, found: 'none' }, 'warning')
    return {
      id: this.library.keyOf(this.own, id),
      name: readAs(element),
      kind: isKnowledge ? 'knowledge' : 'decision',
      requires,
      inputs,
      parameters: encapsulated === undefined ? [] : this.#parameters(encapsulated),
      type:
        encapsulated === undefined
          ? this.#typeOf(element)
          : (this.#types(attributeOf(encapsulated, 'typeRef')) ?? this.#functionType(element)),
      logic,
      position: element.position,
    }
  }

  /** What a reference names; one that leads nowhere is reported. */
  #referred(reference: XmlElement, id: string): Found | undefined {
    const href = attributeOf(reference, 'href') ?? ''
    const found = this.library.find(this.own, href)
    if (found === undefined) this.#report(DMN_REFERENCE, reference, { id, found: href.replace(/^#/, '') })
    return found
  }

  #parameters(element: XmlElement): Parameter[] {
    return children(element, 'formalParameter').map((one) => ({
      name: nameOf(one),
      type: this.#types(attributeOf(one, 'typeRef')),
    }))
  }

  /** The declared type of an element's variable. */
  #typeOf(element: XmlElement): ValueType | undefined {
    const variable = child(element, 'variable')
    return variable === undefined ? undefined : this.#types(attributeOf(variable, 'typeRef'))
  }

  /** What a knowledge model gives: its variable may be of the result's type, or of the function's. */
  #functionType(element: XmlElement): ValueType | undefined {
    const type = this.#typeOf(element)
    return type?.kind === 'simple' && type.name === 'function' ? undefined : type
  }

  /** Types that nothing defines have all values, which their author hardly meant. */
  #checkTypes(): void {
    const open = [this.own.root]
    for (let element = open.pop(); element !== undefined; element = open.pop()) {
      const named =
        element.local === 'typeRef' && DMN.test(element.namespace) ? element.text.trim() : attributeOf(element, 'typeRef')
      const type = this.#types(named)
      if (type?.kind === 'simple' && !isTypeName(type.name))
        this.#report(DMN_TYPE, element, { id: this.#around(element), found: type.name })
      for (const inner of element.children) open.push(inner)
    }
  }

  #around(element: XmlElement): string {
    const { from, to } = element
    const around = this.own.root.children.find((one) => one.from <= from && to <= one.to)
    return around === undefined ? '' : nameOf(around)
  }

  #logicIn(element: XmlElement, id: string): Logic | undefined {
    for (const inner of element.children) {
      const logic = this.#logic(inner, id)
      if (logic !== undefined) return logic
    }
    return undefined
  }

  #logic(element: XmlElement, id: string): Logic | undefined {
    switch (element.local) {
      case 'literalExpression':
        return { kind: 'expression', expression: this.#cellOf(element, id) ?? nothing(element) }
      case 'decisionTable':
        return { kind: 'table', ...this.#table(element, id) }
      case 'context':
        return {
          kind: 'context',
          entries: children(element, 'contextEntry').flatMap((entry) => {
            const variable = child(entry, 'variable')
            const logic = this.#logicIn(entry, id)
            const type = variable === undefined ? undefined : this.#types(attributeOf(variable, 'typeRef'))
            return logic === undefined ? [] : [{ name: variable === undefined ? undefined : nameOf(variable), type, logic }]
          }),
        }
      case 'list':
        return { kind: 'list', items: element.children.flatMap((item) => this.#logic(item, id) ?? []) }
      case 'relation':
        return {
          kind: 'relation',
          columns: children(element, 'column').map(nameOf),
          rows: children(element, 'row').map((row) => row.children.flatMap((cell) => this.#logic(cell, id) ?? [])),
        }
      case 'invocation': {
        const called = child(element, 'literalExpression')
        return {
          kind: 'invocation',
          called: (called === undefined ? undefined : this.#cellOf(called, id)) ?? nothing(element),
          bindings: children(element, 'binding').flatMap((binding) => {
            const parameter = child(binding, 'parameter')
            const logic = this.#logicIn(binding, id)
            return parameter === undefined || logic === undefined ? [] : [{ name: nameOf(parameter), logic }]
          }),
        }
      }
      default:
        return this.#boxed(element, id)
    }
  }

  /** The forms of DMN 1.4 and a function's definition. */
  #boxed(element: XmlElement, id: string): Logic | undefined {
    const part = (local: string): Logic => {
      const found = child(element, local)
      return (
        (found === undefined ? undefined : this.#logicIn(found, id)) ?? {
          kind: 'expression',
          expression: nothing(found ?? element),
        }
      )
    }
    switch (element.local) {
      case 'conditional':
        return { kind: 'conditional', condition: part('if'), then: part('then'), otherwise: part('else') }
      case 'filter':
        return { kind: 'filter', list: part('in'), match: part('match') }
      case 'for':
      case 'some':
      case 'every': {
        const body = part(element.local === 'for' ? 'return' : 'satisfies')
        return {
          kind: 'iteration',
          how: element.local,
          variable: attributeOf(element, 'iteratorVariable') ?? '',
          list: part('in'),
          body,
        }
      }
      case 'functionDefinition': {
        const kind = attributeOf(element, 'kind') ?? 'FEEL'
        if (kind !== 'FEEL') this.#report(DMN_LOGIC, element, { id, found: kind })
        const body = this.#logicIn(element, id) ?? { kind: 'expression', expression: nothing(element) }
        return { kind: 'function', parameters: this.#parameters(element), body }
      }
      default:
        return undefined
    }
  }

  /** The text of an element; only FEEL is evaluated. */
  #cellOf(element: XmlElement, id: string): Cell | undefined {
    const language = attributeOf(element, 'expressionLanguage')
    if (language !== undefined && language !== '' && !/feel/i.test(language)) {
      this.#report(DMN_LOGIC, element, { id, found: `an expression in ${language}` })
    }
    return cellOf(element)
  }

  #table(element: XmlElement, id: string): DecisionTable {
    const oneOf = <T extends string>(attribute: string, values: readonly T[]): T | undefined => {
      const given = attributeOf(element, attribute)
      const found = values.find((value) => value === given?.toUpperCase())
      if (given !== undefined && found === undefined)
        this.#report(DMN_TABLE, element, { id, expected: values.join(' | '), found: given })
      return found
    }
    const hitPolicy = oneOf('hitPolicy', HIT_POLICIES) ?? 'UNIQUE'
    const inputs = children(element, 'input').map((input) => {
      const expression = child(input, 'inputExpression')
      const values = child(input, 'inputValues')
      return {
        label: attributeOf(input, 'label') ?? '',
        expression: (expression === undefined ? undefined : this.#cellOf(expression, id)) ?? nothing(input),
        type: expression === undefined ? undefined : this.#types(attributeOf(expression, 'typeRef')),
        values: values === undefined ? undefined : cellOf(values),
      }
    })
    const outputs = children(element, 'output').map((output) => {
      const [values, otherwise] = [child(output, 'outputValues'), child(output, 'defaultOutputEntry')]
      return {
        name: attributeOf(output, 'name') ?? '',
        type: this.#types(attributeOf(output, 'typeRef')),
        values: values === undefined ? undefined : cellOf(values),
        otherwise: otherwise === undefined ? undefined : cellOf(otherwise),
      }
    })
    const rules = children(element, 'rule').map((rule) => {
      const when = children(rule, 'inputEntry').map((entry) => this.#cellOf(entry, id) ?? { text: '-', position: entry.position })
      const then = children(rule, 'outputEntry').map((entry) => this.#cellOf(entry, id) ?? nothing(entry))
      if (when.length !== inputs.length || then.length !== outputs.length) {
        const expected = `${inputs.length} inputs and ${outputs.length} outputs in each rule`
        this.#report(DMN_TABLE, rule, { id, expected, found: `${when.length} and ${then.length}` })
      }
      return { when, then, position: rule.position }
    })
    const aggregation = oneOf('aggregation', AGGREGATIONS)
    if (outputs.length === 0) this.#report(DMN_TABLE, element, { id, expected: 'an output', found: 'none' })
    if (aggregation !== undefined && outputs.length > 1)
      this.#report(DMN_TABLE, element, { id, expected: 'one output to aggregate', found: outputs.length })
    const isRanked = hitPolicy === 'PRIORITY' || hitPolicy === 'OUTPUT ORDER'
    if (isRanked && outputs.every(({ values }) => values === undefined)) {
      this.#report(DMN_TABLE, element, { id, expected: `output values for ${hitPolicy}`, found: 'none' })
    }
    return { hitPolicy, aggregation, inputs, outputs, rules, position: element.position }
  }

  #report(code: Code, at: XmlElement, details: Readonly<Record<string, string | number>>, severity = code.severity): void {
    this.diagnostics.push(diagnose(code, { file: this.own.file, position: at.position, details, severity }))
  }
}

function children(element: XmlElement, ...locals: readonly string[]): XmlElement[] {
  return element.children.filter(({ local, namespace }) => DMN.test(namespace) && locals.includes(local))
}
function child(element: XmlElement, local: string): XmlElement | undefined {
  return children(element, local)[0]
}
function nameOf(element: XmlElement): string {
  return attributeOf(element, 'name') ?? attributeOf(element, 'id') ?? ''
}
/** The name that expressions read it under. */
function readAs(element: XmlElement): string {
  const variable = child(element, 'variable')
  return (variable === undefined ? undefined : attributeOf(variable, 'name')) ?? nameOf(element)
}
/** Types of a file, and of those that it imports. */
function typesOf(file: DmnFile, library: Library, depth: number): ItemTypes {
  const imported = library.importedBy(file)
  return typesIn(file.root, (alias) => {
    const found = imported.find(({ alias: own }) => own === alias)
    return found === undefined || depth > DEEPEST_IMPORTS ? undefined : typesOf(found.file, library, depth + 1)
  })
}
/** Types that are defined by types of other files, and so on; files may import each other. */
const DEEPEST_IMPORTS = 10

/** The names of everything in a file. */
function namesIn(root: XmlElement): string[] {
  const names = new Set<string>()
  const open = [root]
  for (let element = open.pop(); element !== undefined; element = open.pop()) {
    for (const named of [attributeOf(element, 'name'), attributeOf(element, 'iteratorVariable')]) {
      if (named !== undefined && element !== root) names.add(named)
    }
    for (const inner of element.children) open.push(inner)
  }
  return [...names]
}
function cellOf(element: XmlElement): Cell | undefined {
  const text = child(element, 'text')
  const written = text?.text.trim() ?? ''
  return text === undefined || written === '' ? undefined : { text: written, position: text.position }
}
function nothing(element: XmlElement): Cell {
  return { text: 'null', position: element.position }
}
