import ElkConstructor from 'elkjs/lib/elk.bundled.js'
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js'
import type { FlowNode, FlowScope, SequenceFlow } from '@motcua/engine'
import { isBox, isFrame } from './kinds.ts'
import { wrap } from './text.ts'

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Placed {
  readonly node: FlowNode
  /** The room that was kept for it: shape and caption. */
  readonly box: Box
  /** On whose lower border it sits: boundary events. */
  readonly on?: Box
}

export interface Line {
  readonly flow: SequenceFlow
  readonly points: readonly (readonly [x: number, y: number])[]
}

export interface Layout {
  readonly width: number
  readonly height: number
  /** Sub-processes before what is inside of them. */
  readonly nodes: readonly Placed[]
  readonly lines: readonly Line[]
}

const TASK = { width: 132, height: 64 } as const
const EVENT = 34
const GATEWAY = 44
/** Under events and gateways stands their name. */
const CAPTION_LINE = 12
const CAPTION_WIDTH = 104

/** Places a process from left to right with ELK's layered algorithm; boundary events sit on the lower border of their activities. */
export async function layoutOf(scope: FlowScope, nameOf: (node: FlowNode) => string): Promise<Layout> {
  const graph: ElkNode = {
    id: ':root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
      'elk.edgeRouting': 'ORTHOGONAL',
      'elk.spacing.nodeNode': '34',
      'elk.spacing.edgeNode': '16',
      'elk.layered.spacing.nodeNodeBetweenLayers': '52',
      'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
      // The start stands first, and what goes back is drawn as going back.
      'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.padding': '[top=24,left=24,bottom=24,right=24]',
    },
    ...inside(scope, nameOf),
  }
  const laid = await new ElkConstructor().layout(graph)
  const nodes: Placed[] = []
  const origins = new Map<string, readonly [number, number]>([[':root', [0, 0]]])
  place(laid, scope, 0, 0, nodes, origins)
  const flows = new Map(flowsOf(scope).map((flow) => [`flow ${flow.id}`, flow]))
  const placed = nodes.map((one): Placed => {
    const { node } = one
    const host = node.kind === 'boundaryEvent' ? nodes.find((other) => other.node.id === node.attachedTo) : undefined
    return host === undefined ? one : { ...one, on: host.box }
  })
  return { width: laid.width ?? 0, height: laid.height ?? 0, nodes: placed, lines: linesOf(laid, flows, origins) }
}

function inside(scope: FlowScope, nameOf: (node: FlowNode) => string): Pick<ElkNode, 'children' | 'edges'> {
  const children = scope.nodes.map((node): ElkNode => {
    if (isFrame(node)) {
      return { id: node.id, layoutOptions: { 'elk.padding': '[top=34,left=18,bottom=26,right=18]' }, ...inside(node, nameOf) }
    }
    return { id: node.id, ...sizeOf(node, nameOf(node)) }
  })
  const flows = scope.flows.map((flow): ElkExtendedEdge => ({
    id: `flow ${flow.id}`,
    sources: [flow.source],
    targets: [flow.target],
  }))
  // Keeps a boundary event in the layer after its activity.
  const hosted = scope.nodes.flatMap((node): ElkExtendedEdge[] =>
    node.kind === 'boundaryEvent' ? [{ id: `host ${node.id}`, sources: [node.attachedTo], targets: [node.id] }] : [],
  )
  return { children, edges: [...flows, ...hosted] }
}

function sizeOf(node: FlowNode, name: string): { width: number; height: number } {
  if (isBox(node)) return TASK
  const side = node.kind.endsWith('Gateway') ? GATEWAY : EVENT
  const lines = wrap(name, CAPTION_WIDTH, 10)
  return { width: Math.max(side, name === '' ? 0 : CAPTION_WIDTH), height: side + 4 + lines.length * CAPTION_LINE }
}

/** The drawn shape within the room that ELK kept for shape and caption. */
export function shapeOf({ node, box, on }: Placed): Box {
  if (on !== undefined) return { x: on.x + on.width - EVENT * 1.6, y: on.y + on.height - EVENT / 2, width: EVENT, height: EVENT }
  if (isBox(node) || isFrame(node)) return box
  const side = node.kind.endsWith('Gateway') ? GATEWAY : EVENT
  return { x: box.x + (box.width - side) / 2, y: box.y, width: side, height: side }
}

function place(
  laid: ElkNode,
  scope: FlowScope,
  x: number,
  y: number,
  nodes: Placed[],
  origins: Map<string, readonly [number, number]>,
): void {
  for (const child of laid.children ?? []) {
    const node = scope.nodes.find(({ id }) => id === child.id)
    if (node === undefined) continue
    const box = { x: x + (child.x ?? 0), y: y + (child.y ?? 0), width: child.width ?? 0, height: child.height ?? 0 }
    origins.set(child.id, [box.x, box.y])
    nodes.push({ node, box })
    if (isFrame(node)) place(child, node, box.x, box.y, nodes, origins)
  }
}

function linesOf(
  laid: ElkNode,
  flows: ReadonlyMap<string, SequenceFlow>,
  origins: ReadonlyMap<string, readonly [number, number]>,
): Line[] {
  const own = (laid.edges ?? []).flatMap((edge): Line[] => {
    const flow = flows.get(edge.id)
    const section = edge.sections?.[0]
    if (flow === undefined || section === undefined) return []
    const container = (edge as { container?: string }).container ?? laid.id
    const [x, y] = origins.get(container) ?? [0, 0]
    const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint].map(
      (at) => [at.x + x, at.y + y] as const,
    )
    return [{ flow, points }]
  })
  return [...own, ...(laid.children ?? []).flatMap((child) => linesOf(child, flows, origins))]
}

function flowsOf(scope: FlowScope): SequenceFlow[] {
  return [...scope.flows, ...scope.nodes.flatMap((node) => (isFrame(node) ? flowsOf(node) : []))]
}
