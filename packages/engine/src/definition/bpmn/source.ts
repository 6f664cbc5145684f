import { diagnose, type Code, type Diagnostic, type Position } from '../../diagnostics/index.ts'
import { attributeOf, type XmlElement } from '../../xml/index.ts'
import type { Expression, Text } from '../definition.ts'
import { BPMN_ATTRIBUTE_VALUE, BPMN_EXPRESSION, BPMN_REFERENCE_DANGLING } from './codes.ts'
import { Findings } from './findings.ts'
import { fromJuel } from './juel.ts'

export const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL'
export const MOTCUA = 'https://motcua.dev/bpmn'
const XPATH = 'http://www.w3.org/1999/XPath'

/** References without which an element is nowhere. */
const NEEDED = new Set(['sourceRef', 'targetRef', 'attachedToRef'])

/** One BPMN file being read: its elements by id, and what was found wrong. */
export class Source {
  readonly #findings = new Findings()
  readonly byId = new Map<string, XmlElement>()
  readonly parents = new Map<XmlElement, XmlElement>()
  readonly #language: string
  readonly #languages: ReadonlyMap<string, string>
  #handlers: Map<string, string> | undefined

  constructor(
    readonly root: XmlElement,
    readonly file: string,
    others: readonly { readonly file: string; readonly root: XmlElement }[] = [],
  ) {
    this.#language = languageOf(root)
    this.#languages = new Map(others.map((other) => [other.file, languageOf(other.root)]))
    const open = [root]
    for (let element = open.pop(); element !== undefined; element = open.pop()) {
      for (const child of element.children) {
        this.parents.set(child, element)
        open.push(child)
      }
      const id = element.namespace === BPMN ? attributeOf(element, 'id') : undefined
      if (id !== undefined && !this.byId.has(id)) this.byId.set(id, element)
    }
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#findings.list
  }

  report(
    code: Code,
    at: XmlElement,
    details: Readonly<Record<string, string | number>>,
    attribute?: string,
    severity = code.severity,
  ): void {
    this.#findings.add(severity, () => {
      const position = this.placeOf(at, attribute)
      const id = attributeOf(at, 'id')
      const about = id === undefined ? {} : { element: id }
      return diagnose(code, { file: this.file, position, details, severity, ...about })
    })
  }

  /** What only running needs: a warning in a process that is drawn and not to be executed. */
  reportForRunning(code: Code, at: XmlElement, details: Readonly<Record<string, string | number>>, attribute?: string): void {
    this.report(code, at, details, attribute, this.isDrawing(at) ? 'warning' : code.severity)
  }

  isDrawing(element: XmlElement): boolean {
    return isDrawing(element, (child) => this.parents.get(child), this.root)
  }

  /** Whether its process does not say whether it is to be executed. */
  isUndeclared(element: XmlElement): boolean {
    for (let at: XmlElement | undefined = element; at !== undefined; at = this.parents.get(at)) {
      if (isBpmn(at, 'process')) return attributeOf(at, 'isExecutable') === undefined
    }
    return false
  }

  placeOf(element: XmlElement, attribute?: string): Position {
    return element.attributes.find(({ local }) => local === attribute)?.position ?? element.position
  }

  /** The id that an attribute names, without its prefix, if the element is there. */
  reference(element: XmlElement, attribute: string, kinds: readonly string[] | undefined): string | undefined {
    const raw = attributeOf(element, attribute)
    // Tools write what names nothing as an empty text.
    if (raw?.trim() === '' && !NEEDED.has(attribute)) {
      const details = { attribute, id: '', expected: (kinds ?? ['an element']).slice(0, 4).join(', ') }
      this.report(BPMN_REFERENCE_DANGLING, element, details, attribute, 'warning')
      return undefined
    }
    return raw === undefined ? undefined : this.resolve(raw, element, attribute, kinds)
  }

  /** The ids that child elements name. */
  references(element: XmlElement, local: string, kinds: readonly string[] | undefined): string[] {
    return childrenOf(element, local).flatMap((child) => {
      const found = this.resolve(child.text.trim(), child, local, kinds)
      return found === undefined ? [] : [found]
    })
  }

  /** The id that a qualified name stands for. */
  idIn(raw: string): string {
    const name = raw.trim()
    return this.byId.has(name) ? name : name.slice(name.indexOf(':') + 1)
  }

  /** The compensation handler of a boundary event: the activity that an association leads to. */
  associated(event: string): string | undefined {
    if (this.#handlers === undefined) {
      this.#handlers = new Map()
      for (const association of this.parents.keys()) {
        if (!isBpmn(association, 'association')) continue
        const [from, to] = [attributeOf(association, 'sourceRef'), this.named(attributeOf(association, 'targetRef'))]
        const isHandler = to !== undefined && /(task|activity|process|transaction)$/i.test(to.local)
        if (from !== undefined && isHandler) this.#handlers.set(this.idIn(from), idOf(to))
      }
    }
    return this.#handlers.get(event)
  }

  /** An element that an attribute or child names, where it is there. */
  named(raw: string | undefined): XmlElement | undefined {
    return raw === undefined ? undefined : this.byId.get(this.idIn(raw))
  }

  resolve(raw: string, at: XmlElement, attribute: string, kinds: readonly string[] | undefined): string | undefined {
    const id = this.idIn(raw)
    const target = this.byId.get(id)
    if (target !== undefined && (kinds === undefined || kinds.includes(target.local))) return id
    const expected = kinds === undefined ? 'an element of this file' : kinds.slice(0, 4).join(', ')
    this.report(BPMN_REFERENCE_DANGLING, at, { attribute, id: raw, expected }, attribute)
    return undefined
  }

  boolean(element: XmlElement, attribute: string, otherwise: boolean): boolean {
    const value = attributeOf(element, attribute)?.trim()
    if (value === undefined) return otherwise
    if (value === 'true' || value === '1') return true
    if (value === 'false' || value === '0') return false
    this.report(BPMN_ATTRIBUTE_VALUE, element, { attribute, found: value, expected: 'true or false' }, attribute)
    return otherwise
  }

  integer(element: XmlElement, attribute: string, least: number): number | undefined {
    const value = attributeOf(element, attribute)?.trim()
    if (value === undefined) return undefined
    const number = Number(value)
    if (/^[+-]?\d+$/.test(value) && number >= least) return number
    const expected = `a whole number from ${least} on`
    this.report(BPMN_ATTRIBUTE_VALUE, element, { attribute, found: value, expected }, attribute)
    return undefined
  }

  oneOf<T extends string>(element: XmlElement, attribute: string, values: readonly T[], otherwise: T): T {
    const value = attributeOf(element, attribute)
    if (value === undefined) return otherwise
    const found = values.find((candidate) => candidate === value)
    if (found === undefined) {
      this.report(BPMN_ATTRIBUTE_VALUE, element, { attribute, found: value, expected: values.join(' | ') }, attribute)
    }
    return found ?? otherwise
  }

  /** The expression in an element, as FEEL where it is or can be; `undefined`: it has none. */
  expression(element: XmlElement | undefined): Expression | undefined {
    if (element === undefined || element.text.trim() === '') return undefined
    return this.expressionOf(element.text, element, attributeOf(element, 'language'))
  }

  expressionOf(
    written: string,
    at: XmlElement,
    language = this.#languages.get(at.position.file ?? '') ?? this.#language,
  ): Expression | undefined {
    const position = at.position
    const text = written.trim()
    if (text.startsWith('=') && !text.startsWith('==')) return { text: text.slice(1).trim(), position }
    if (/^[$#]\{/.test(text)) {
      const feel = fromJuel(text)
      if (feel !== undefined) return { text: feel, position }
      const isOpen = this.isDrawing(at) || this.isUndeclared(at)
      this.report(BPMN_EXPRESSION, at, { found: text.slice(2, -1).slice(0, 60) }, undefined, isOpen ? 'warning' : 'error')
      return isOpen ? { text, language: 'juel', position } : undefined
    }
    if (/feel/i.test(language) || language === '') return { text, position }
    if (/xpath/i.test(language)) {
      const isXPath = /\b(getData\w*|get\w+Property|get\w+Attribute|test)\(|::|\$\w|^\//.test(text)
      return isXPath ? { text, language: 'XPath', position } : { text, position }
    }
    return { text, language, position }
  }
}

/** The language of a file's expressions that name none. */
function languageOf(root: XmlElement): string {
  return attributeOf(root, 'expressionLanguage') ?? XPATH
}

/** Whether an element belongs to a process that says `isExecutable="false"`: one drawn to be read, which may leave details open. */
export function isDrawing(
  element: XmlElement,
  parentOf: (element: XmlElement) => XmlElement | undefined,
  root: XmlElement,
): boolean {
  const isDrawn = (process: XmlElement) => /^(false|0)$/.test(attributeOf(process, 'isExecutable')?.trim() ?? '')
  for (let at: XmlElement | undefined = element; at !== undefined; at = parentOf(at)) {
    if (isBpmn(at, 'process')) return isDrawn(at)
  }
  const processes = childrenOf(root, 'process')
  return processes.length > 0 && processes.every(isDrawn)
}

export function isBpmn(element: XmlElement, ...locals: readonly string[]): boolean {
  return element.namespace === BPMN && (locals.length === 0 || locals.includes(element.local))
}

export function childrenOf(element: XmlElement, ...locals: readonly string[]): XmlElement[] {
  return element.children.filter((child) => child.namespace === BPMN && locals.includes(child.local))
}

export function childOf(element: XmlElement, ...locals: readonly string[]): XmlElement | undefined {
  return element.children.find((child) => child.namespace === BPMN && locals.includes(child.local))
}

export function idOf(element: XmlElement): string {
  return attributeOf(element, 'id') ?? ''
}

/** What {@link XmlElement} carries under a name: an attribute, or in our files an element of several lines. */
export function carried(element: XmlElement, local: string): string | undefined {
  const own = element.children.find((child) => child.namespace === MOTCUA && child.local === local)
  return attributeOf(element, local) ?? own?.text
}

/** A name as the tool wrote it; English where a motcua attribute gives it. */
export function nameOf(element: XmlElement): Text | undefined {
  const vi = attributeOf(element, 'name')?.trim()
  const en = attributeOf(element, 'nameEn', MOTCUA)
  return vi === undefined || vi === '' ? undefined : en === undefined ? { vi } : { vi, en }
}

/** A name that FEEL can read, else the id. */
export function variableOf(element: XmlElement): string {
  const own = attributeOf(element, 'variable', MOTCUA)
  if (own !== undefined) return own
  const name = attributeOf(element, 'name')?.trim()
  return name !== undefined && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : idOf(element)
}
