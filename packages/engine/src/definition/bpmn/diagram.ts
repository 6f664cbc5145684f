import { attributeOf, escapeXml, type XmlElement } from '../../xml/index.ts'
import { encodeId } from './ids.ts'

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
}
export interface DiagramEdge {
  readonly element: string
  readonly points: readonly (readonly [x: number, y: number])[]
}

/** The diagrams of a file, as one. */
export function diagramOf(root: XmlElement): Diagram {
  const shapes: DiagramShape[] = []
  const edges: DiagramEdge[] = []
  const open = root.children.filter(({ local }) => local === 'BPMNDiagram')
  for (let at = 0; at < open.length; at++) {
    const element = open[at] as XmlElement
    const named = (attributeOf(element, 'bpmnElement') ?? '').replace(/^.*:/, '')
    if (element.local === 'BPMNShape') {
      const bounds = element.children.find(({ local }) => local === 'Bounds')
      const number = (attribute: string) => Number(bounds === undefined ? 0 : attributeOf(bounds, attribute))
      const flag = (attribute: 'isExpanded' | 'isHorizontal') => {
        const value = attributeOf(element, attribute)
        return value === undefined ? {} : { [attribute]: value === 'true' }
      }
      const [x, y, width, height] = [number('x'), number('y'), number('width'), number('height')]
      shapes.push({ element: named, x, y, width, height, ...flag('isExpanded'), ...flag('isHorizontal') })
    } else if (element.local === 'BPMNEdge') {
      const points = element.children
        .filter(({ local }) => local === 'waypoint')
        .map((point) => [Number(attributeOf(point, 'x')), Number(attributeOf(point, 'y'))] as const)
      edges.push({ element: named, points })
    } else for (const child of element.children) open.push(child)
  }
  return { shapes, edges }
}

/** A diagram as BPMN DI. `plane`: the id of the process or collaboration that is drawn. */
export function diagramXml({ shapes, edges }: Diagram, plane: string): string {
  const n = (value: number) => String(Math.round(value * 100) / 100)
  const id = (element: string) => escapeXml(encodeId(element))
  const shape = (one: DiagramShape) =>
    `<bpmndi:BPMNShape id="${id(one.element)}_di" bpmnElement="${id(one.element)}"${one.isExpanded === undefined ? '' : ` isExpanded="${one.isExpanded}"`}${one.isHorizontal === undefined ? '' : ` isHorizontal="${one.isHorizontal}"`}><dc:Bounds x="${n(one.x)}" y="${n(one.y)}" width="${n(one.width)}" height="${n(one.height)}"/></bpmndi:BPMNShape>`
  const edge = (one: DiagramEdge) =>
    `<bpmndi:BPMNEdge id="${id(one.element)}_di" bpmnElement="${id(one.element)}">${one.points.map(([x, y]) => `<di:waypoint x="${n(x)}" y="${n(y)}"/>`).join('')}</bpmndi:BPMNEdge>`
  const inner = [...shapes.map(shape), ...edges.map(edge)].map((line) => `      ${line}`).join('\n')
  return `  <bpmndi:BPMNDiagram id="diagram">\n    <bpmndi:BPMNPlane id="plane" bpmnElement="${id(plane)}">\n${inner}\n    </bpmndi:BPMNPlane>\n  </bpmndi:BPMNDiagram>\n`
}
