import { attributeOf, type XmlElement } from '../../xml/index.ts'
import { encodeId } from './ids.ts'
import { element, indent } from './xml-text.ts'

/** Where the elements of a file are drawn (BPMN DI). Lengths are pixels. */
export interface Diagram {
  readonly shapes: readonly DiagramShape[]
  readonly edges: readonly DiagramEdge[]
}
export interface DiagramShape {
  readonly element: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly isExpanded?: boolean
  readonly isHorizontal?: boolean
  /** Where its name stands. */
  readonly label?: DiagramLabel
}
export interface DiagramEdge {
  readonly element: string
  readonly points: readonly (readonly [x: number, y: number])[]
  readonly label?: DiagramLabel
}
export interface DiagramLabel {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The diagrams of a file, as one. `idIn`: the id that a qualified name stands for. */
export function diagramOf(root: XmlElement, idIn: (name: string) => string): Diagram {
  const shapes: DiagramShape[] = []
  const edges: DiagramEdge[] = []
  const open = root.children.filter(({ local }) => local === 'BPMNDiagram')
  for (let at = 0; at < open.length; at++) {
    const drawn = open[at] as XmlElement
    const named = idIn(attributeOf(drawn, 'bpmnElement') ?? '')
    if (drawn.local === 'BPMNShape') {
      const flag = (attribute: 'isExpanded' | 'isHorizontal') => {
        const value = attributeOf(drawn, attribute)
        return value === undefined ? {} : { [attribute]: value === 'true' }
      }
      const bounds = boundsOf(drawn) ?? { x: 0, y: 0, width: 0, height: 0 }
      shapes.push({ element: named, ...bounds, ...flag('isExpanded'), ...flag('isHorizontal'), ...labelOf(drawn) })
    } else if (drawn.local === 'BPMNEdge') {
      const points = drawn.children
        .filter(({ local }) => local === 'waypoint')
        .map((point) => [number(point, 'x'), number(point, 'y')] as const)
      edges.push({ element: named, points, ...labelOf(drawn) })
    } else for (const child of drawn.children) open.push(child)
  }
  return { shapes, edges }
}

function boundsOf(drawn: XmlElement): DiagramLabel | undefined {
  const bounds = drawn.children.find(({ local }) => local === 'Bounds')
  if (bounds === undefined) return undefined
  const side = (attribute: string) => Math.max(0, number(bounds, attribute))
  return { x: number(bounds, 'x'), y: number(bounds, 'y'), width: side('width'), height: side('height') }
}

function labelOf(drawn: XmlElement): { readonly label?: DiagramLabel } {
  const label = drawn.children.find(({ local }) => local === 'BPMNLabel')
  const bounds = label === undefined ? undefined : boundsOf(label)
  return bounds === undefined ? {} : { label: bounds }
}

/** No drawing is larger than this: what is not a number of pixels stands at 0. */
const FARTHEST = 1_000_000

function number(element: XmlElement, attribute: string): number {
  const value = Number(attributeOf(element, attribute) ?? 0)
  return Math.abs(value) <= FARTHEST ? value : 0
}

/** A diagram as BPMN DI. `plane`: the id of the process or collaboration that is drawn. */
export function diagramXml({ shapes, edges }: Diagram, plane: string, fresh: (like: string) => string): string {
  const n = (value: number) => String(Math.round(value * 100) / 100)
  const bounds = ({ x, y, width, height }: DiagramLabel) =>
    element('dc:Bounds', { x: n(x), y: n(y), width: n(width), height: n(height) }, [])
  const label = (one: DiagramLabel | undefined) => (one === undefined ? [] : [element('bpmndi:BPMNLabel', {}, [bounds(one)])])
  const own = (one: DiagramShape | DiagramEdge) => ({ id: fresh(`${one.element}_di`), bpmnElement: encodeId(one.element) })
  const inner = [
    ...shapes.map((one) =>
      element(
        'bpmndi:BPMNShape',
        { ...own(one), isHorizontal: one.isHorizontal?.toString(), isExpanded: one.isExpanded?.toString() },
        [bounds(one), ...label(one.label)],
      ),
    ),
    ...edges
      .filter(({ points }) => points.length > 1)
      .map((one) =>
        element('bpmndi:BPMNEdge', own(one), [
          ...one.points.map(([x, y]) => element('di:waypoint', { x: n(x), y: n(y) }, [])),
          ...label(one.label),
        ]),
      ),
  ]
  const drawn = element('bpmndi:BPMNPlane', { id: fresh('plane'), bpmnElement: encodeId(plane) }, inner)
  return `${indent(element('bpmndi:BPMNDiagram', { id: fresh('diagram') }, [drawn]))}\n`
}
