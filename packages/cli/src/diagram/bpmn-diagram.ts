import type { Definition, Diagram, FlowNode } from '@motcua/engine'
import { layoutOf, shapeOf } from './layout.ts'

type Shape = Diagram['shapes'][number]
type Edge = Diagram['edges'][number]

/** Between two pools. */
const GAP = 40
/** Where the name of a pool stands. */
const BAND = 30

/** Lays a definition out, pools under one another and message flows between them. */
export async function layoutDiagram(definition: Definition): Promise<Diagram> {
  const { collaboration, processes } = definition
  const nameOf = (node: FlowNode) => node.name?.vi ?? node.id
  const shapes: Shape[] = []
  const edges: Edge[] = []
  let top = 0
  const pools = collaboration?.participants.map(({ id, process }) => ({ pool: id, process }))
  const drawn = pools ?? processes.slice(0, 1).map(({ id }) => ({ pool: undefined, process: id }))
  for (const { pool, process: named } of drawn) {
    const process = processes.find(({ id }) => id === named)
    const left = pool === undefined ? 0 : BAND
    const laid = process === undefined ? undefined : await layoutOf(process, nameOf)
    const [width, height] = [laid?.width ?? 600, laid?.height ?? 60]
    if (pool !== undefined) {
      shapes.push({ element: pool, x: 0, y: top, width: width + BAND, height, isHorizontal: true })
    }
    for (const placed of laid?.nodes ?? []) {
      const { x, y, width: w, height: h } = shapeOf(placed)
      const frame = 'nodes' in placed.node ? { isExpanded: true } : {}
      shapes.push({ element: placed.node.id, x: x + left, y: y + top, width: w, height: h, ...frame })
    }
    for (const { flow, points } of laid?.lines ?? []) {
      const under = top
      edges.push({ element: flow.id, points: points.map(([x, y]) => [x + left, y + under] as const) })
    }
    top += height + GAP
  }
  return { shapes, edges: [...edges, ...messageEdges(definition, shapes)] }
}

/** From the lower border of the upper one to the upper border of the lower one. */
function messageEdges({ collaboration }: Definition, shapes: readonly Shape[]): Edge[] {
  return (collaboration?.messageFlows ?? []).flatMap(({ id, source, target }): Edge[] => {
    const [from, to] = [shapes.find(({ element }) => element === source), shapes.find(({ element }) => element === target)]
    if (from === undefined || to === undefined) return []
    const isDown = from.y <= to.y
    const start = [from.x + from.width / 2, isDown ? from.y + from.height : from.y] as const
    const end = [to.x + to.width / 2, isDown ? to.y : to.y + to.height] as const
    const middle = (start[1] + end[1]) / 2
    return [{ element: id, points: [start, [start[0], middle], [end[0], middle], end] }]
  })
}
