/**
 * Theory of operation
 *
 * ELK's layered algorithm places a process from left to right: sub-processes around what is inside, boundary events as ports on the
 * lower border of their activities, gateways and events with one port on each side, so that lines meet the shapes. It knows no lanes:
 * where there are some, places from left to right are kept and each lane gets its own rows. Pools stand under one another; message
 * flows run through the gaps between them.
 */
import type { ElkExtendedEdge, ElkNode, ElkPort } from 'elkjs/lib/elk-api.js'
import { isActivity, isSubProcess, type Definition, type FlowNode, type FlowScope, type Process } from '../definition.ts'
import type { Diagram, DiagramEdge, DiagramShape } from './diagram.ts'
import { inLanes, type Laid } from './layout-lanes.ts'

/** Sizes as other modellers have them. */
const TASK = { width: 120, height: 80 } as const
const EVENT = { width: 36, height: 36 } as const
const GATEWAY = { width: 50, height: 50 } as const
const DATA = { width: 40, height: 52 } as const
const NOTE = { width: 130, height: 44 } as const
/** Names stand under events, gateways and data. */
const CAPTION = { width: 90, height: 28 } as const
/** Between two pools; message flows turn there. */
const GAP = 60
/** Where the name of a pool stands. */
const BAND = 30
const BLACK_BOX = { width: 600, height: 70 } as const

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.spacing.nodeNode': '40',
  'elk.spacing.edgeNode': '20',
  'elk.layered.spacing.nodeNodeBetweenLayers': '60',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  // The start stands first, and what goes back is drawn as going back.
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.padding': '[top=30,left=30,bottom=40,right=30]',
} as const

/**
 * Lays a definition out: pools with their lanes, or where there is no collaboration its first process.
 *
 * @example
 * const xml = writeBpmn(definition, { diagram: await layoutDiagram(definition) })
 */
export async function layoutDiagram(definition: Definition): Promise<Diagram> {
  const { collaboration, processes } = definition
  const first = processes.filter(({ isGlobalTask }) => !isGlobalTask).slice(0, 1)
  const pools =
    collaboration?.participants.map(({ id, process }) => ({ pool: id, process: processes.find((one) => one.id === process) })) ??
    first.map((process) => ({ pool: undefined, process }))
  const laid: { readonly pool: string | undefined; readonly inside: Laid | undefined }[] = []
  for (const { pool, process } of pools) {
    laid.push({ pool, inside: process === undefined || process.nodes.length === 0 ? undefined : await layoutOf(process) })
  }
  const width = Math.max(0, ...laid.map(({ inside }) => inside?.width ?? BLACK_BOX.width))
  const shapes: DiagramShape[] = []
  const edges: DiagramEdge[] = []
  let top = 0
  for (const { pool, inside } of laid) {
    const height = inside?.height ?? BLACK_BOX.height
    const left = pool === undefined ? 0 : BAND
    if (pool !== undefined) shapes.push({ element: pool, x: 0, y: top, width: width + BAND, height, isHorizontal: true })
    const moved = moveBy(inside, left, top)
    // A lane is as wide as its pool.
    shapes.push(...moved.shapes.map((one) => (one.isHorizontal === true ? { ...one, width: left + width - one.x } : one)))
    edges.push(...moved.edges)
    top += height + GAP
  }
  return { shapes, edges: [...edges, ...messageEdges(definition, shapes)] }
}

function moveBy(inside: Laid | undefined, x: number, y: number): Pick<Laid, 'shapes' | 'edges'> {
  return {
    shapes: (inside?.shapes ?? []).map((one) => ({ ...one, x: one.x + x, y: one.y + y })),
    edges: (inside?.edges ?? []).map((one) => ({ ...one, points: one.points.map(([px, py]) => [px + x, py + y] as const) })),
  }
}

async function layoutOf(process: Process): Promise<Laid> {
  const { default: Elk } = await import('elkjs/lib/elk.bundled.js')
  const graph: ElkNode = { id: ':root', layoutOptions: OPTIONS, ...inside(process) }
  const root = await new Elk().layout(graph)
  const shapes: DiagramShape[] = []
  const edges: DiagramEdge[] = []
  const origins = new Map<string, readonly [x: number, y: number]>([[':root', [0, 0]]])
  collect(root, 0, 0, framesOf(process), origins, shapes)
  collectEdges(root, origins, edges)
  const laid = { width: root.width ?? 0, height: root.height ?? 0, shapes, edges }
  return process.lanes.length === 0 ? laid : inLanes(laid, process)
}

/** Ids in ELK's graph: those of elements begin with a sign, so that none is one of ours. */
const own = (id: string) => `=${id}`

function inside(scope: FlowScope): Pick<ElkNode, 'children' | 'edges'> {
  const ids = new Set<string>()
  const nodes = scope.nodes.filter(({ kind }) => kind !== 'boundaryEvent')
  const children = nodes.map((node) => elkNode(node, scope))
  const referred = new Set(scope.data.flatMap(({ refersTo }) => refersTo ?? []))
  const drawn = scope.data.filter(({ kind, id }) => kind !== 'property' && kind !== 'dataStore' && !referred.has(id))
  for (const { id } of drawn) children.push({ id: own(id), ...DATA, ...caption })
  for (const { id, kind } of scope.artifacts) if (kind === 'textAnnotation') children.push({ id: own(id), ...NOTE })
  for (const { id } of [...scope.nodes, ...drawn, ...scope.artifacts]) ids.add(id)
  const kinds = new Map(scope.nodes.map((node) => [node.id, node]))
  const edge = (id: string, source: string, target: string): ElkExtendedEdge[] =>
    ids.has(source) && ids.has(target)
      ? [{ id: own(id), sources: [end(kinds.get(source), source, 'out')], targets: [end(kinds.get(target), target, 'in')] }]
      : []
  const flows = scope.flows.flatMap(({ id, source, target }) => edge(id, source, target))
  const others = scope.artifacts.flatMap(({ id, kind, source, target }) =>
    kind !== 'association' || source === undefined || target === undefined ? [] : edge(id, source, target),
  )
  // The association to a compensation handler, as it is written where the file has none.
  const handlers = scope.nodes.flatMap((node) =>
    node.kind !== 'boundaryEvent'
      ? []
      : node.events.flatMap((event) => {
          if (event.kind !== 'compensation' || event.handler === undefined) return []
          const isDrawn = scope.artifacts.some(({ kind, source }) => kind === 'association' && source === node.id)
          return isDrawn ? [] : edge(`compensation-${node.id}`, node.id, event.handler)
        }),
  )
  return { children, edges: [...flows, ...others, ...handlers] }
}

const caption = {
  labels: [{ text: 'name', ...CAPTION }],
  layoutOptions: { 'elk.nodeLabels.placement': 'OUTSIDE V_BOTTOM H_CENTER' },
}

function elkNode(node: FlowNode, scope: FlowScope): ElkNode {
  if (isActivity(node)) {
    const ports = scope.nodes
      .filter((one) => one.kind === 'boundaryEvent' && one.attachedTo === node.id)
      .map((one): ElkPort => ({
        id: own(one.id),
        ...EVENT,
        layoutOptions: { 'elk.port.side': 'SOUTH', 'elk.port.borderOffset': '-18' },
      }))
    const constrained =
      ports.length === 0
        ? {}
        : { 'elk.portConstraints': 'FIXED_SIDE', 'elk.portAlignment.south': 'END', 'elk.spacing.portPort': '20' }
    const padding = { 'elk.padding': '[top=40,left=24,bottom=40,right=24]' }
    if (isSubProcess(node) && node.nodes.length > 0) {
      return { id: own(node.id), ports, layoutOptions: { ...constrained, ...padding }, ...inside(node) }
    }
    return { id: own(node.id), ...TASK, width: Math.max(TASK.width, 60 * ports.length), ports, layoutOptions: constrained }
  }
  const size = node.kind.endsWith('Gateway') ? GATEWAY : EVENT
  const port = (side: 'in' | 'out', x: number): ElkPort => ({
    id: end(node, node.id, side),
    x,
    y: size.height / 2,
    width: 0,
    height: 0,
    layoutOptions: { 'elk.port.side': side === 'in' ? 'WEST' : 'EAST' },
  })
  const layoutOptions = { ...caption.layoutOptions, 'elk.portConstraints': 'FIXED_POS' }
  return { id: own(node.id), ...size, ...caption, layoutOptions, ports: [port('in', 0), port('out', size.width)] }
}

/** What an edge begins or ends at: the port of an event or gateway, else the shape. */
function end(node: FlowNode | undefined, id: string, side: 'in' | 'out'): string {
  const isWhole = node === undefined || isActivity(node) || node.kind === 'boundaryEvent'
  return isWhole ? own(id) : `${side} ${id}`
}

function framesOf(scope: FlowScope): Set<string> {
  return new Set(scope.nodes.flatMap((node) => (isSubProcess(node) && node.nodes.length > 0 ? [node.id, ...framesOf(node)] : [])))
}

function collect(
  at: ElkNode,
  x: number,
  y: number,
  frames: ReadonlySet<string>,
  origins: Map<string, readonly [number, number]>,
  shapes: DiagramShape[],
): void {
  for (const child of at.children ?? []) {
    const [left, top] = [x + (child.x ?? 0), y + (child.y ?? 0)]
    const element = child.id.slice(1)
    origins.set(child.id, [left, top])
    const expanded = frames.has(element) ? { isExpanded: true } : {}
    shapes.push({ element, x: left, y: top, width: child.width ?? 0, height: child.height ?? 0, ...expanded })
    collect(child, left, top, frames, origins, shapes)
    for (const port of child.ports ?? []) {
      if (port.id.startsWith('='))
        shapes.push({ element: port.id.slice(1), x: left + (port.x ?? 0), y: top + (port.y ?? 0), ...EVENT })
    }
  }
}

function collectEdges(at: ElkNode, origins: ReadonlyMap<string, readonly [number, number]>, edges: DiagramEdge[]): void {
  for (const edge of at.edges ?? []) {
    const section = edge.sections?.[0]
    if (section === undefined) continue
    const [x, y] = origins.get((edge as { container?: string }).container ?? at.id) ?? [0, 0]
    const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint]
    edges.push({ element: edge.id.slice(1), points: points.map((point) => [point.x + x, point.y + y] as const) })
  }
  for (const child of at.children ?? []) collectEdges(child, origins, edges)
}

/** From the border of the upper end to that of the lower one; they turn in the gap beside the pool that they come from. */
function messageEdges({ collaboration, processes }: Definition, shapes: readonly DiagramShape[]): DiagramEdge[] {
  const byId = new Map(shapes.map((one) => [one.element, one]))
  const pools = (collaboration?.participants ?? []).flatMap(({ id, process }) => {
    const shape = byId.get(id)
    return shape === undefined ? [] : [{ shape, isBlack: processes.every((one) => one.id !== process || one.nodes.length === 0) }]
  })
  return (collaboration?.messageFlows ?? []).flatMap(({ id, source, target }): DiagramEdge[] => {
    const [from, to] = [byId.get(source), byId.get(target)]
    if (from === undefined || to === undefined) return []
    const isPool = (shape: DiagramShape) => pools.some((one) => one.shape === shape)
    const isDown = from.y <= to.y
    const pool = pools.find(({ shape }) => from.y >= shape.y && from.y + from.height <= shape.y + shape.height)?.shape ?? from
    // A pool is left and entered where its partner stands.
    const centre = ({ x, width }: DiagramShape) => x + width / 2
    const startX = isPool(from) && !isPool(to) ? centre(to) : centre(from)
    const endX = isPool(to) && !isPool(from) ? centre(from) : centre(to)
    const [startY, endY] = isDown ? [from.y + from.height, to.y] : [from.y, to.y + to.height]
    if (startX === endX)
      return [
        {
          element: id,
          points: [
            [startX, startY],
            [endX, endY],
          ],
        },
      ]
    const turn = isDown ? pool.y + pool.height + GAP / 2 : pool.y - GAP / 2
    return [
      {
        element: id,
        points: [
          [startX, startY],
          [startX, turn],
          [endX, turn],
          [endX, endY],
        ],
      },
    ]
  })
}
