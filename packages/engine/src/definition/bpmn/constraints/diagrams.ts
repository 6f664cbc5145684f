/**
 * Theory of operation
 *
 * Tools leave many small mistakes of one kind in a diagram, and none of them changes what runs: the first of each kind is told, with
 * how many there are.
 */
import { attributeOf, type XmlElement } from '../../../xml/index.ts'
import { RIGHT } from '../example.ts'
import { type Constraint, type Context } from './context.ts'
import { constraintCode } from './define.ts'

const drawn = (bounds: string) =>
  `<process id="p">${RIGHT}</process><bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="g"><bpmndi:BPMNPlane id="l" bpmnElement="p"><bpmndi:BPMNShape id="h" bpmnElement="a">${bounds}</bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>`
export const DIAGRAM = constraintCode(
  'BPMN_DIAGRAM',
  'warning',
  drawn(''),
  drawn('<dc:Bounds x="0" y="0" width="100" height="80"/>'),
)

const DRAWN_AS_LINES = new Set([
  ...['sequenceFlow', 'messageFlow', 'association', 'conversationLink'],
  ...['dataAssociation', 'dataInputAssociation', 'dataOutputAssociation'],
])
const PLANES = new Set([
  ...['process', 'subProcess', 'transaction', 'adHocSubProcess', 'collaboration', 'globalConversation'],
  ...['choreography', 'subChoreography', 'globalChoreographyTask', 'subConversation'],
])
const FLAGS = ['isHorizontal', 'isExpanded', 'isMarkerVisible', 'isMessageVisible']
const VALUES: Readonly<Record<string, readonly string[]>> = {
  messageVisibleKind: ['initiating', 'non_initiating'],
  participantBandKind: ['top', 'middle', 'bottom'].flatMap((place) => [`${place}_initiating`, `${place}_non_initiating`]),
}

interface Mistake {
  readonly at: XmlElement
  readonly vi: string
  readonly en: string
  count: number
}

/** One reading of a file's diagrams. */
class Drawing {
  readonly mistakes = new Map<string, Mistake>()
  readonly #ids = new Set<string>()

  constructor(
    private readonly context: Context,
    private readonly styles: ReadonlySet<string>,
  ) {}

  note(kind: string, at: XmlElement, vi: string, en: string): void {
    const known = this.mistakes.get(kind)
    if (known === undefined) this.mistakes.set(kind, { at, vi, en, count: 1 })
    else known.count++
  }

  plane(plane: XmlElement): void {
    const named = attributeOf(plane, 'bpmnElement')
    const target = this.context.named(named)
    if (named !== undefined && (target === undefined || !PLANES.has(target.local)))
      this.note(
        'plane',
        plane,
        `mặt vẽ chỉ đến "${named}", không phải quy trình hay cộng tác`,
        `expected a plane of a process, sub-process, collaboration or choreography, found "${named}"`,
      )
    const shown = new Set<string>()
    const ids = new Set(plane.children.flatMap((one) => attributeOf(one, 'id') ?? []))
    for (const element of plane.children) {
      if (element.local === 'BPMNShape') this.#shape(element, shown)
      else if (element.local === 'BPMNEdge') this.#edge(element, ids)
    }
  }

  id(element: XmlElement): void {
    const id = attributeOf(element, 'id')
    if (id === undefined) return
    if (this.#ids.has(id) || this.context.named(id) !== undefined)
      this.note('id', element, `id "${id}" đã được dùng`, `expected each id once in the diagrams, found "${id}" again`)
    this.#ids.add(id)
  }

  #shape(shape: XmlElement, shown: Set<string>): void {
    const bounds = shape.children.find(({ local }) => local === 'Bounds')
    const named = this.#subject(shape, false)
    const isBand = attributeOf(shape, 'participantBandKind') !== undefined
    if (named !== undefined && shown.has(named) && !isBand)
      this.note('twice', shape, `"${named}" được vẽ hai lần`, `expected one shape of "${named}" in a plane, found another`)
    if (named !== undefined) shown.add(named)
    if (bounds === undefined) this.note('bounds', shape, 'hình thiếu Bounds', 'expected the Bounds of a shape, found none')
    else this.#numbers(bounds, ['x', 'y', 'width', 'height'])
    for (const size of ['width', 'height'])
      if (bounds !== undefined && Number(attributeOf(bounds, size)) < 0)
        this.note('negative', bounds, `${size} âm`, `expected ${size} from 0 on, found ${attributeOf(bounds, size) ?? ''}`)
    for (const flag of FLAGS) this.#oneOf(shape, flag, ['true', 'false', '1', '0'])
    this.#oneOf(shape, 'participantBandKind', VALUES.participantBandKind ?? [])
    this.#label(shape)
  }

  #edge(edge: XmlElement, ids: ReadonlySet<string>): void {
    this.#subject(edge, true)
    const points = edge.children.filter(({ local }) => local === 'waypoint')
    if (points.length < 2)
      this.note('points', edge, 'đường cần hai điểm', `expected two waypoints or more of an edge, found ${points.length}`)
    for (const point of points) this.#numbers(point, ['x', 'y'])
    this.#oneOf(edge, 'messageVisibleKind', VALUES.messageVisibleKind ?? [])
    for (const end of ['sourceElement', 'targetElement']) {
      const named = attributeOf(edge, end)
      // The schema means a shape; several tools name the element itself.
      const isThere = named === undefined || ids.has(named.replace(/^.*:/, '')) || this.context.named(named) !== undefined
      if (!isThere)
        this.note('end', edge, `${end} "${named}" không có`, `expected ${end} to name a shape of the plane, found "${named}"`)
    }
    this.#label(edge)
  }

  /** What is drawn: there, and of a kind that is drawn so. */
  #subject(element: XmlElement, isLine: boolean): string | undefined {
    const named = attributeOf(element, 'bpmnElement')?.trim()
    if (named === undefined || named === '') return undefined
    const target = this.context.named(named)
    if (target === undefined) {
      if (!named.includes(':'))
        this.note(
          'subject',
          element,
          `vẽ "${named}", không có trong tệp`,
          `expected what is drawn to be in the file, found "${named}"`,
        )
    } else if (DRAWN_AS_LINES.has(target.local) !== isLine) {
      const expected = isLine ? 'an edge of a flow or association' : 'a shape of something other than a flow or association'
      this.note('kind', element, `${target.local} vẽ sai dạng`, `expected ${expected}, found ${target.local} "${named}"`)
    }
    return named
  }

  #label(element: XmlElement): void {
    const label = element.children.find(({ local }) => local === 'BPMNLabel')
    const style = label === undefined ? undefined : attributeOf(label, 'labelStyle')?.trim()
    if (style !== undefined && !this.styles.has(style.replace(/^.*:/, '')))
      this.note(
        'style',
        element,
        `kiểu chữ "${style}" không có`,
        `expected labelStyle to name a BPMNLabelStyle, found "${style}"`,
      )
  }

  #numbers(element: XmlElement, names: readonly string[]): void {
    for (const name of names) {
      const value = attributeOf(element, name)?.trim()
      if (value !== undefined && value !== '' && Number.isFinite(Number(value))) continue
      this.note(
        'number',
        element,
        `${name} phải là số`,
        `expected a number in ${name} of ${element.local}, found "${value ?? ''}"`,
      )
    }
  }

  #oneOf(element: XmlElement, name: string, values: readonly string[]): void {
    const value = attributeOf(element, name)?.trim()
    if (value !== undefined && !values.includes(value))
      this.note(
        name,
        element,
        `${name}="${value}" không dùng được`,
        `expected ${values.join(' | ')} in ${name}, found "${value}"`,
      )
  }
}

/** Shapes, edges and planes. @law BPMN 2.0.2 §12.2.3, the schema BPMNDI.xsd */
function diagrams(context: Context): void {
  const found = context.root.children.filter(
    ({ local, namespace }) => local === 'BPMNDiagram' && /\/BPMN\/.*\/DI$/.test(namespace),
  )
  const styles = new Set(
    found.flatMap(({ children }) =>
      children.filter(({ local }) => local === 'BPMNLabelStyle').flatMap((one) => attributeOf(one, 'id') ?? []),
    ),
  )
  const drawing = new Drawing(context, styles)
  for (const diagram of found) {
    const planes = diagram.children.filter(({ local }) => local === 'BPMNPlane')
    if (planes.length !== 1)
      drawing.note('diagram', diagram, 'sơ đồ cần một BPMNPlane', `expected one BPMNPlane in a diagram, found ${planes.length}`)
    for (const element of [diagram, ...planes, ...planes.flatMap(({ children }) => children)]) drawing.id(element)
    for (const plane of planes) drawing.plane(plane)
  }
  for (const { at, vi, en, count } of drawing.mistakes.values()) {
    const more = count > 1 ? { vi: ` (và ${count - 1} chỗ khác)`, en: ` (and ${count - 1} more)` } : { vi: '', en: '' }
    context.report(DIAGRAM, at, {
      vi: vi + more.vi,
      en: en + more.en,
      cureVi: 'lưu lại tệp từ công cụ vẽ: hình có thể hiện sai ở công cụ khác',
      cureEn: 'save it again from the tool that drew it: other tools may draw it wrongly',
    })
  }
}

export const DIAGRAM_CONSTRAINTS: readonly Constraint[] = [{ codes: [DIAGRAM], check: diagrams }]
