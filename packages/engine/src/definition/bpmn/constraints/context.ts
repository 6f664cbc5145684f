import { diagnose, type Code, type Diagnostic } from '../../../diagnostics/index.ts'
import { attributeOf, type XmlElement } from '../../../xml/index.ts'
import { ACTIVITIES } from '../activities.ts'
import { EVENT_DEFINITIONS } from '../events.ts'
import { Findings } from '../findings.ts'
import { FLOW_NODES } from '../flow-elements.ts'
import { BPMN, childrenOf, idOf, isDrawing } from '../source.ts'

const SCOPES = new Set(['process', 'subProcess', 'transaction', 'adHocSubProcess'])
export const SUB_PROCESSES = ['subProcess', 'transaction', 'adHocSubProcess']

export interface Flow {
  readonly element: XmlElement
  readonly source: XmlElement | undefined
  readonly target: XmlElement | undefined
}

/** A constraint's sentence: what is expected and what was found, in both languages, and what to do. */
export interface Sentence {
  readonly vi: string
  readonly en: string
  readonly cureVi: string
  readonly cureEn: string
}

/** A BPMN file as the constraints look at it. */
export class Context {
  readonly #findings = new Findings()
  readonly flows: Flow[]
  readonly #inOrder: XmlElement[] = []
  readonly #byLocal = new Map<string, XmlElement[]>()
  readonly #byId = new Map<string, XmlElement>()
  readonly #drawn = new Set<string>()
  readonly #parents = new Map<XmlElement, XmlElement>()
  readonly #incoming = new Map<XmlElement, Flow[]>()
  readonly #outgoing = new Map<XmlElement, Flow[]>()

  constructor(
    readonly root: XmlElement,
    private readonly file: string,
  ) {
    const open = [root]
    for (let element = open.pop(); element !== undefined; element = open.pop()) {
      if (element.namespace === BPMN) {
        this.#inOrder.push(element)
        push(this.#byLocal, element.local, element)
        const id = attributeOf(element, 'id')
        if (id !== undefined) this.#byId.set(id, element)
      } else {
        const id = attributeOf(element, 'id')
        if (id !== undefined) this.#drawn.add(id)
      }
      for (const child of [...element.children].reverse()) {
        this.#parents.set(child, element)
        open.push(child)
      }
    }
    this.flows = this.all('sequenceFlow').map((element) => ({
      element,
      source: this.named(attributeOf(element, 'sourceRef')),
      target: this.named(attributeOf(element, 'targetRef')),
    }))
    for (const flow of this.flows) {
      if (flow.source !== undefined) push(this.#outgoing, flow.source, flow)
      if (flow.target !== undefined) push(this.#incoming, flow.target, flow)
    }
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#findings.list
  }

  /** Every element of BPMN. */
  every(): readonly XmlElement[] {
    return this.#inOrder
  }

  /** Whether something beside BPMN's own elements has the id: a shape or edge. */
  isDrawn(id: string): boolean {
    return this.#drawn.has(id)
  }

  /** Whether an element's process is drawn to be read: details may be left open there. */
  isOpenEnded(element: XmlElement): boolean {
    return isDrawing(element, (child) => this.parent(child), this.root)
  }

  all(...locals: readonly string[]): XmlElement[] {
    const [only = '', ...others] = locals
    if (others.length === 0) return [...(this.#byLocal.get(only) ?? [])]
    return this.#inOrder.filter(({ local }) => locals.includes(local))
  }

  named(reference: string | undefined): XmlElement | undefined {
    if (reference === undefined) return undefined
    const id = reference.trim()
    return this.#byId.get(id) ?? this.#byId.get(id.slice(id.indexOf(':') + 1))
  }

  parent(element: XmlElement): XmlElement | undefined {
    return this.#parents.get(element)
  }

  /** The process or sub-process that an element stands in. */
  scopeOf(element: XmlElement): XmlElement | undefined {
    let at = this.parent(element)
    while (at !== undefined && !SCOPES.has(at.local)) at = this.parent(at)
    return at
  }

  processOf(element: XmlElement): XmlElement | undefined {
    let at: XmlElement | undefined = element
    while (at !== undefined && at.local !== 'process') at = this.parent(at)
    return at
  }

  incoming(element: XmlElement): readonly Flow[] {
    return this.#incoming.get(element) ?? []
  }

  outgoing(element: XmlElement): readonly Flow[] {
    return this.#outgoing.get(element) ?? []
  }

  scopes(): XmlElement[] {
    return this.#inOrder.filter(({ local }) => SCOPES.has(local))
  }

  nodesIn(scope: XmlElement): XmlElement[] {
    return childrenOf(scope, ...FLOW_NODES)
  }

  activities(): XmlElement[] {
    return this.all(...ACTIVITIES)
  }

  /** Event definitions of an event, its own and those that it refers to. */
  definitionsOf(event: XmlElement): XmlElement[] {
    const shared = childrenOf(event, 'eventDefinitionRef').flatMap(({ text }) => this.named(text) ?? [])
    return [...childrenOf(event, ...EVENT_DEFINITIONS), ...shared]
  }

  report(code: Code, element: XmlElement, sentence: Sentence, severity = code.severity): void {
    this.#findings.add(severity, () => {
      const id = idOf(element)
      const details = { ...sentence }
      const about = id === '' ? {} : { element: id }
      return diagnose(code, { file: this.file, position: element.position, details, severity, ...about })
    })
  }

  /** What only running needs: a warning in a process that is drawn and not to be executed. */
  reportForRunning(code: Code, element: XmlElement, sentence: Sentence): void {
    this.report(code, element, sentence, this.isOpenEnded(element) ? 'warning' : code.severity)
  }
}

export interface Constraint {
  readonly codes: readonly Code[]
  readonly check: (context: Context) => void
}

/** An element as messages name it. */
export function label(element: XmlElement): string {
  return `${element.local} "${idOf(element) || attributeOf(element, 'name') || '?'}"`
}

export function isEventSubProcess(element: XmlElement): boolean {
  return element.local === 'subProcess' && attributeOf(element, 'triggeredByEvent') === 'true'
}

export function isForCompensation(element: XmlElement): boolean {
  return attributeOf(element, 'isForCompensation') === 'true'
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
