import ElkConstructor from 'elkjs/lib/elk.bundled.js'
import type { ElkExtendedEdge, ElkNode, ElkPort } from 'elkjs/lib/elk-api.js'
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
  readonly box: Box
  /** On whose lower border it sits: boundary events. */
  readonly on?: Box
}

export interface Line {
  readonly flow: SequenceFlow
  readonly points: readonly (readonly [x: number, y: number])[]
  /** Where its name begins, on the line that letters stand on. */
  readonly label?: readonly [x: number, y: number]
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
export const CAPTION_WIDTH = 104

/**
 * Places a process from left to right with ELK's layered algorithm. Boundary events are ports on the lower border of their activities;
 * gateways and events have one port on each side, so that lines meet their corners, and keep room for their names underneath.
 */
export async function layoutOf(scope: FlowScope, nameOf: (named: FlowNode | SequenceFlow) => string): Promise<Layout> {
  const graph: ElkNode = {
    id: ':root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
      'elk.edgeRouting': 'ORTHOGONAL',
      'elk.spacing.nodeNode': '34',
      'elk.spacing.edgeNode': '16',
      'elk.layered.spacing.nodeNodeBetweenLayers': '44',
      'elk.spacing.edgeLabel': '3',
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
  return { width: laid.width ?? 0, height: laid.height ?? 0, nodes, lines: linesOf(laid, flows, origins) }
}

function inside(scope: FlowScope, nameOf: (named: FlowNode | SequenceFlow) => string): Pick<ElkNode, 'children' | 'edges'> {
  const kinds = new Map(scope.nodes.map((node) => [node.id, node]))
  const children = scope.nodes.filter(({ kind }) => kind !== 'boundaryEvent').map((node) => elkNode(node, scope, nameOf))
  const edges = scope.flows.map((flow): ElkExtendedEdge => ({
    id: `flow ${flow.id}`,
    sources: [endOf(kinds.get(flow.source), flow.source, 'out')],
    targets: [endOf(kinds.get(flow.target), flow.target, 'in')],
    ...labelled(nameOf(flow)),
  }))
  return { children, edges }
}

function elkNode(node: FlowNode, scope: FlowScope, nameOf: (named: FlowNode | SequenceFlow) => string): ElkNode {
  if (!isBox(node) && !isFrame(node)) return small(node, nameOf(node))
  const ports = scope.nodes
    .filter((other) => other.kind === 'boundaryEvent' && other.attachedTo === node.id)
    .map((other): ElkPort => ({
      id: other.id,
      width: EVENT,
      height: EVENT,
      layoutOptions: { 'elk.port.side': 'SOUTH', 'elk.port.borderOffset': `-${EVENT / 2}` },
    }))
  const constrained =
    ports.length === 0
      ? {}
      : { 'elk.portConstraints': 'FIXED_SIDE', 'elk.portAlignment.south': 'END', 'elk.spacing.portPort': '24' }
  if (isFrame(node)) {
    const padding = { 'elk.padding': '[top=34,left=18,bottom=26,right=18]' }
    return { id: node.id, ports, layoutOptions: { ...constrained, ...padding }, ...inside(node, nameOf) }
  }
  return { id: node.id, ...TASK, width: Math.max(TASK.width, 60 * ports.length), ports, layoutOptions: constrained }
}

/** Room for the name of a flow, above its line. */
function labelled(name: string): Pick<ElkExtendedEdge, 'labels'> {
  const [line] = wrap(name, 180, 10, 1)
  return line === undefined ? {} : { labels: [{ text: line, width: line.length * 6.2, height: CAPTION_LINE }] }
}

/** An event or gateway. */
function small(node: FlowNode, name: string): ElkNode {
  const side = node.kind.endsWith('Gateway') ? GATEWAY : EVENT
  const lines = wrap(name, CAPTION_WIDTH, 10)
  const caption = { text: 'name', width: CAPTION_WIDTH, height: 4 + lines.length * CAPTION_LINE }
  const port = (at: 'in' | 'out', x: number): ElkPort => ({
    id: endOf(node, node.id, at),
    x,
    y: side / 2,
    width: 0,
    height: 0,
    layoutOptions: { 'elk.port.side': at === 'in' ? 'WEST' : 'EAST' },
  })
  return {
    id: node.id,
    width: side,
    height: side,
    ...(lines.length === 0 ? {} : { labels: [caption] }),
    layoutOptions: { 'elk.nodeLabels.placement': 'OUTSIDE V_BOTTOM H_CENTER', 'elk.portConstraints': 'FIXED_POS' },
    ports: [port('in', 0), port('out', side)],
  }
}

/** What a line begins or ends at: a side of an event or gateway, else the shape. */
function endOf(node: FlowNode | undefined, id: string, side: 'in' | 'out'): string {
  const isWhole = node === undefined || isBox(node) || isFrame(node) || node.kind === 'boundaryEvent'
  return isWhole ? id : `${side} ${id}`
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
    for (const port of child.ports ?? []) {
      const hanging = scope.nodes.find(({ id, kind }) => id === port.id && kind === 'boundaryEvent')
      if (hanging === undefined) continue
      const own = { x: box.x + (port.x ?? 0), y: box.y + (port.y ?? 0), width: EVENT, height: EVENT }
      nodes.push({ node: hanging, box: own, on: box })
    }
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
    const label = edge.labels?.[0]
    const from = label === undefined ? {} : { label: [(label.x ?? 0) + x, (label.y ?? 0) + y + CAPTION_LINE - 2] as const }
    return [{ flow, points, ...from }]
  })
  return [...own, ...(laid.children ?? []).flatMap((child) => linesOf(child, flows, origins))]
}

function flowsOf(scope: FlowScope): SequenceFlow[] {
  return [...scope.flows, ...scope.nodes.flatMap((node) => (isFrame(node) ? flowsOf(node) : []))]
}
