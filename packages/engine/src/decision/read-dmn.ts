import { diagnose, type Code, type Diagnostic } from '../diagnostics/index.ts'
import { attributeOf, readXml, type XmlElement } from '../xml/index.ts'
import { DMN_LOGIC, DMN_REFERENCE, DMN_ROOT, DMN_TABLE } from './codes.ts'
import {
  AGGREGATIONS,
  HIT_POLICIES,
  type Cell,
  type Decision,
  type DecisionModel,
  type DecisionTable,
  type Logic,
  type ValueType,
} from './decision.ts'
import { typesIn } from './item-types.ts'

export interface ReadDecisions {
  /** Absent when there is an error among the diagnostics. */
  readonly model?: DecisionModel
  readonly diagnostics: readonly Diagnostic[]
}

const DMN = /omg\.org\/spec\/DMN\//

/** Reads DMN 1.1 to 1.5 XML. Never throws: mistakes come back as diagnostics. */
export function readDmn(input: string | Uint8Array, options: { readonly file: string }): ReadDecisions {
  const { file } = options
  const { root, diagnostics } = readXml(input, options)
  if (root === undefined) return { diagnostics }
  if (root.local !== 'definitions' || !DMN.test(root.namespace)) {
    const found = root.prefix === '' ? root.local : `${root.prefix}:${root.local}`
    return { diagnostics: [diagnose(DMN_ROOT, { file, position: root.position, details: { found } })] }
  }
  const reader = new Reader(root, file)
  const model = reader.model()
  const found = reader.diagnostics
  return found.some(({ severity }) => severity === 'error') ? { diagnostics: found } : { model, diagnostics: found }
}

class Reader {
  readonly diagnostics: Diagnostic[] = []
  readonly #byId = new Map<string, XmlElement>()

  constructor(
    private readonly root: XmlElement,
    private readonly file: string,
  ) {
    for (const child of root.children) {
      const id = attributeOf(child, 'id')
      if (id !== undefined) this.#byId.set(id, child)
    }
  }

  model(): DecisionModel {
    const decisions = [
      ...children(this.root, 'decision', 'businessKnowledgeModel').map((element) => this.#decision(element)),
      ...children(this.root, 'decisionService').map((element) => this.#service(element)),
    ]
    const itemTypes = typesIn(this.root)
    const types = new Map<string, ValueType>()
    for (const input of children(this.root, 'inputData')) {
      const variable = child(input, 'variable')
      const type = variable === undefined ? undefined : itemTypes(attributeOf(variable, 'typeRef'))
      if (type !== undefined) types.set(nameOf(input), type)
    }
    return { file: this.file, decisions, names: namesIn(this.root), types }
  }

  #service(element: XmlElement): Decision {
    const id = attributeOf(element, 'id') ?? nameOf(element)
    const variable = child(element, 'variable')
    const named = (local: string) =>
      children(element, local).flatMap((reference) => {
        const target = this.#byId.get((attributeOf(reference, 'href') ?? '').replace(/^.*#/, ''))
        if (target === undefined) this.#report(DMN_REFERENCE, reference, { id, found: attributeOf(reference, 'href') ?? '' })
        return target === undefined ? [] : [{ id: attributeOf(target, 'id') ?? '', name: readAs(target) }]
      })
    const [inputs, given] = [named('inputData'), named('inputDecision')]
    return {
      id,
      name: (variable === undefined ? undefined : attributeOf(variable, 'name')) ?? nameOf(element),
      kind: 'service',
      requires: [],
      inputs: [],
      parameters: [...inputs, ...given].map(({ name }) => name),
      service: {
        outputs: named('outputDecision').map((one) => one.id),
        given: new Map(given.map((one) => [one.name, one.id])),
      },
      logic: undefined,
      position: element.position,
    }
  }

  #decision(element: XmlElement): Decision {
    const id = attributeOf(element, 'id') ?? attributeOf(element, 'name') ?? ''
    const name = readAs(element)
    const requires: string[] = []
    const inputs: string[] = []
    for (const requirement of children(element, 'informationRequirement', 'knowledgeRequirement')) {
      for (const reference of requirement.children.filter((one) => attributeOf(one, 'href') !== undefined)) {
        const named = (attributeOf(reference, 'href') ?? '').replace(/^.*#/, '')
        const target = this.#byId.get(named)
        if (target === undefined) this.#report(DMN_REFERENCE, reference, { id, found: named })
        else if (target.local === 'inputData') inputs.push(nameOf(target))
        else requires.push(named)
      }
    }
    const isKnowledge = element.local === 'businessKnowledgeModel'
    const encapsulated = isKnowledge ? child(element, 'encapsulatedLogic') : undefined
    const body = encapsulated ?? element
    const logic = this.#logicIn(body, id)
    const parameters = encapsulated === undefined ? [] : children(encapsulated, 'formalParameter').map(nameOf)
    // A graph may be drawn before it is decided: such a decision gives null.
    if (logic === undefined) this.#report(DMN_LOGIC, element, { id, found: 'none' }, 'warning')
    return {
      id,
      name,
      kind: isKnowledge ? 'knowledge' : 'decision',
      requires,
      inputs,
      parameters,
      logic,
      position: element.position,
    }
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
            return logic === undefined ? [] : [{ name: variable === undefined ? undefined : nameOf(variable), logic }]
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
        return { kind: 'function', parameters: children(element, 'formalParameter').map(nameOf), body }
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
        values: values === undefined ? undefined : cellOf(values),
      }
    })
    const outputs = children(element, 'output').map((output) => {
      const [values, otherwise] = [child(output, 'outputValues'), child(output, 'defaultOutputEntry')]
      return {
        name: attributeOf(output, 'name') ?? '',
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
    this.diagnostics.push(diagnose(code, { file: this.file, position: at.position, details, severity }))
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
