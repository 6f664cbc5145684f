/**
 * Theory of operation
 *
 * ELK's layered algorithm places a process from left to right: sub-processes around what is inside, boundary events as ports on the
 * lower border of their activities, gateways and events with one port on each side, so that lines meet the shapes. It knows no lanes:
 * where there are some, places from left to right are kept and each lane gets its own rows. Pools stand under one another; message
 * flows run through the gaps between them.
 */
import type { ElkExtendedEdge, ElkNode, ElkPort } from 'elkjs/lib/elk-api.js'
import { isActivity, isSubProcess, nodesIn, type Definition, type FlowNode, type FlowScope, type Process } from '../definition.ts'
import { mustBeDefinition } from '../given.ts'
import type { Diagram, DiagramEdge, DiagramShape } from './diagram.ts'
import { inLanes, movedBy, type Laid } from './layout-lanes.ts'
import { fewest } from './routes.ts'

/** Sizes as other modellers have them. */
const TASK = { width: 120, height: 80 } as const
const EVENT = { width: 36, height: 36 } as const
const GATEWAY = { width: 50, height: 50 } as const
const DATA = { width: 40, height: 52 } as const
const NOTE = { width: 130, height: 44 } as const
/** Names stand under events, gateways and data. */
const CAPTION = { width: 90, height: 28 } as const
/** Names of flows stand at their lines. */
const LETTER = 6.6
const LONGEST_NAME = 180
/** Names of tasks beyond this many letters need a wider box. */
const LONG_NAME = 42
const WIDE = 160
/** Between two pools; message flows turn there. */
const GAP = 72
/** Shapes times message flows: in larger pictures lines run straight, whatever they cross. */
const MOST_LOOKED_AT = 100_000
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
  'elk.spacing.edgeLabel': '3',
  'elk.padding': '[top=30,left=30,bottom=40,right=30]',
} as const

/**
 * Lays a definition out: pools with their lanes, or where there is no collaboration its first process.
 *
 * @example
 * const xml = writeBpmn(definition, { diagram: await layoutDiagram(definition) })
 */
export async function layoutDiagram(definition: Definition): Promise<Diagram> {
  mustBeDefinition('layoutDiagram', definition)
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
    edges: (inside?.edges ?? []).map((one) => movedBy(one, x, y)),
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
  const edge = (id: string, source: string, target: string, name = ''): ElkExtendedEdge[] => {
    if (!ids.has(source) || !ids.has(target)) return []
    const ends = { sources: [end(kinds.get(source), source, 'out')], targets: [end(kinds.get(target), target, 'in')] }
    const width = Math.min(LONGEST_NAME, name.length * LETTER)
    const height = name.length * LETTER > LONGEST_NAME ? 26 : 14
    return [{ id: own(id), ...ends, ...(name === '' ? {} : { labels: [{ text: name, width, height }] }) }]
  }
  const flows = scope.flows.flatMap(({ id, source, target, name }) => edge(id, source, target, name?.vi))
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
    const width = Math.max((node.name?.vi ?? '').length > LONG_NAME ? WIDE : TASK.width, 60 * ports.length)
    return { id: own(node.id), ...TASK, width, ports, layoutOptions: constrained }
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
    const [label] = edge.labels ?? []
    const { x: left = 0, y: top = 0, width = 0, height = 0 } = label ?? {}
    const named = label === undefined ? {} : { label: { x: left + x, y: top + y, width, height } }
    edges.push({ element: edge.id.slice(1), points: points.map((point) => [point.x + x, point.y + y] as const), ...named })
  }
  for (const child of at.children ?? []) collectEdges(child, origins, edges)
}

/**
 * From the border of the upper end to that of the lower one; they turn in the gap beside the pool that they come from. Several at one
 * shape stand beside each other, and each takes the way, straight or round its own shape, that runs through the fewest others.
 */
function messageEdges({ collaboration, processes }: Definition, shapes: readonly DiagramShape[]): DiagramEdge[] {
  const byId = new Map(shapes.map((one) => [one.element, one]))
  const pools = (collaboration?.participants ?? []).flatMap(({ id }) => byId.get(id) ?? [])
  const nodes = new Set(processes.flatMap(nodesIn).map(({ id }) => id))
  const drawn = shapes.filter(({ element }) => nodes.has(element))
  const flows = (collaboration?.messageFlows ?? []).flatMap(({ id, source, target }) => {
    const [from, to] = [byId.get(source), byId.get(target)]
    return from === undefined || to === undefined ? [] : [{ id, from, to }]
  })
  const isPool = (shape: DiagramShape) => pools.includes(shape)
  const isVast = drawn.length * flows.length > MOST_LOOKED_AT
  const contains = (outer: DiagramShape, { x, y, width, height }: DiagramShape) =>
    x >= outer.x && y >= outer.y && x + width <= outer.x + outer.width && y + height <= outer.y + outer.height
  /** Where along a shape's border the flow meets it: several share the middle. */
  const along = (shape: DiagramShape, flow: (typeof flows)[number]) => {
    const own = flows.filter(({ from, to }) => from === shape || to === shape)
    const shift = (own.indexOf(flow) - (own.length - 1) / 2) * Math.min(18, shape.width / own.length)
    return shape.x + shape.width / 2 + (isPool(shape) ? 0 : shift)
  }
  return flows.map((flow, index): DiagramEdge => {
    const { id, from, to } = flow
    const isDown = from.y <= to.y
    const pool = pools.find((one) => contains(one, from)) ?? from
    // A pool is left and entered where its partner stands.
    const startX = isPool(from) && !isPool(to) ? along(to, flow) : along(from, flow)
    const endX = isPool(to) && !isPool(from) ? along(from, flow) : along(to, flow)
    const [startY, endY] = isDown ? [from.y + from.height, to.y] : [from.y, to.y + to.height]
    const turn = (isDown ? pool.y + pool.height : pool.y - GAP) + GAP / 2 + ((index % 5) - 2) * 9
    const obstacles = isVast
      ? []
      : drawn.filter((one) => one !== from && one !== to && !contains(one, from) && !contains(one, to))
    const starts = isPool(from) ? [[startX, startY] as const] : outOf(from, [startX, startY], obstacles, index)
    const ends = isPool(to) ? [[endX, endY] as const] : outOf(to, [endX, endY], obstacles, index)
    const ways = starts.flatMap(([x1, y1, side1]) =>
      ends.map(([x2, y2, side2]): DiagramEdge['points'] => [
        ...(side1 === undefined ? [] : [[side1, y1] as const]),
        [x1, y1],
        ...(x1 === x2 ? [] : [[x1, turn] as const, [x2, turn] as const]),
        [x2, y2],
        ...(side2 === undefined ? [] : [[side2, y2] as const]),
      ]),
    )
    return { element: id, points: fewest(ways, obstacles) }
  })
}

/** Places at which a line may leave a shape: straight up or down, or from a side and then along it, or along what stands beside it. */
function outOf(
  shape: DiagramShape,
  straight: readonly [x: number, y: number],
  obstacles: readonly DiagramShape[],
  index: number,
): (readonly [x: number, y: number, side?: number])[] {
  // A little under the middle, where flows of its own process stand.
  const middle = shape.y + shape.height * 0.7
  const [left, right] = [shape.x, shape.x + shape.width]
  const far = 12 + (index % 3) * 8
  const columns = [shape, ...obstacles].flatMap(({ x, width }) => [x - far, x + width + far])
  const beside = columns.filter((x) => x < left || x > right).map((x) => [x, middle, x < left ? left : right] as const)
  const near = ([x, , side]: (typeof beside)[number]) => Math.abs(x - side)
  return [straight, ...beside.sort((a, b) => near(a) - near(b)).slice(0, 16)]
}
