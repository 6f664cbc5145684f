import { isSubProcess, type FlowScope, type Lane } from '../definition.ts'
import type { DiagramEdge, DiagramShape } from './diagram.ts'
import { routeBetween } from './routes.ts'

/** Shapes and edges of one pool, from 0 0. */
export interface Laid {
  readonly width: number
  readonly height: number
  readonly shapes: readonly DiagramShape[]
  readonly edges: readonly DiagramEdge[]
}

/** Between the rows of a lane, and around them; names of events stand there. */
const ROOM = 36
/** Where the name of a lane stands. */
const BAND = 30
const LEAST = 110
/** Height of a task. */
const TASK = 80
const MOST_ROWS = 4

/** Gives each lane rows of its own: what is in it keeps its place from left to right. What is in no lane stands under the last one. */
export function inLanes(laid: Laid, scope: FlowScope): Laid {
  const depth = depthOf(scope.lanes)
  const places = new Map(laid.shapes.map((shape) => [shape.element, shape]))
  const moves = new Map<string, number>()
  const lanes: DiagramShape[] = []
  const left = depth * BAND
  const whole = new Map(scope.nodes.map((node) => [node.id, node]))
  const seen = new Set<string>()

  /** Puts shapes into rows from `top` on, and says where the next thing may stand. */
  const rows = (ids: readonly string[], top: number): number => {
    const shapes = ids
      .filter((id) => whole.get(id)?.kind !== 'boundaryEvent' && !seen.has(id))
      .flatMap((id) => places.get(id) ?? [])
      .sort((a, b) => a.y - b.y || a.x - b.x)
    const filled: DiagramShape[][] = []
    for (const shape of shapes) {
      seen.add(shape.element)
      // What stood on another height keeps to a row of its own, as long as there are few.
      const fits = (row: readonly DiagramShape[]) => row.every((other) => apart(other, shape))
      const isNear = ([first]: readonly DiagramShape[]) => first !== undefined && Math.abs(middle(first) - middle(shape)) < TASK
      const free = filled.find((row) => fits(row) && isNear(row)) ?? (filled.length < MOST_ROWS ? undefined : filled.find(fits))
      if (free === undefined) filled.push([shape])
      else free.push(shape)
    }
    let y = top + ROOM
    for (const row of filled) {
      const height = Math.max(...row.map((shape) => shape.height))
      for (const shape of row) moves.set(shape.element, y + (height - shape.height) / 2 - shape.y)
      y += height + ROOM
    }
    return filled.length === 0 ? top : y
  }

  const lay = (lane: Lane, level: number, top: number): number => {
    let bottom = rows(
      lane.nodes.filter((id) => !lane.lanes.some((inner) => holds(inner, id))),
      top,
    )
    for (const inner of lane.lanes) bottom = lay(inner, level + 1, bottom)
    bottom = Math.max(bottom, top + LEAST)
    const x = level * BAND
    lanes.push({ element: lane.id, x, y: top, width: left + laid.width - x, height: bottom - top, isHorizontal: true })
    return bottom
  }

  let height = 0
  for (const lane of scope.lanes) height = lay(lane, 0, height)
  const inner = new Set(scope.nodes.flatMap((node) => (isSubProcess(node) ? idsIn(node) : [])))
  height = rows(
    laid.shapes.map(({ element }) => element).filter((id) => !inner.has(id)),
    height,
  )

  // What hangs on an activity, or stands inside of it, moves with it.
  for (const node of scope.nodes) {
    const move = moves.get(node.kind === 'boundaryEvent' ? node.attachedTo : node.id) ?? 0
    moves.set(node.id, move)
    if (isSubProcess(node)) for (const id of idsIn(node)) moves.set(id, move)
  }
  const shapes = laid.shapes.map((one) => ({ ...one, x: one.x + left, y: one.y + (moves.get(one.element) ?? 0) }))
  const moved = new Map(shapes.map((one) => [one.element, one]))
  const obstacles = shapes.filter(({ element }) => whole.has(element) && whole.get(element)?.kind !== 'boundaryEvent')
  const edges = laid.edges.map((edge): DiagramEdge => {
    const within = moves.get(edge.element)
    if (within !== undefined) return movedBy(edge, left, within)
    const flow = [...scope.flows, ...scope.artifacts].find(({ id }) => id === edge.element)
    const [from, to] = [moved.get(flow?.source ?? ''), moved.get(flow?.target ?? '')]
    if (from === undefined || to === undefined) return edge
    const hanging = whole.get(from.element)
    const isHanging = hanging?.kind === 'boundaryEvent'
    const host = isHanging ? moved.get(hanging.attachedTo) : undefined
    // Its name is placed anew by whoever draws it.
    const { element } = edge
    return { element, points: routeBetween(from, to, { isHanging, obstacles: obstacles.filter((one) => one !== host) }) }
  })
  return { width: laid.width + left, height, shapes: [...lanes.reverse(), ...shapes], edges }
}

function middle({ y, height }: DiagramShape): number {
  return y + height / 2
}

/** Whether two shapes may stand in one row. */
function apart(a: DiagramShape, b: DiagramShape): boolean {
  return a.x + a.width + 20 <= b.x || b.x + b.width + 20 <= a.x
}

function holds(lane: Lane, id: string): boolean {
  return lane.nodes.includes(id) || lane.lanes.some((inner) => holds(inner, id))
}

/** An edge in another place, with its name. */
export function movedBy(edge: DiagramEdge, x: number, y: number): DiagramEdge {
  const { label } = edge
  return {
    ...edge,
    points: edge.points.map(([px, py]) => [px + x, py + y] as const),
    ...(label === undefined ? {} : { label: { ...label, x: label.x + x, y: label.y + y } }),
  }
}

function depthOf(lanes: readonly Lane[]): number {
  return lanes.length === 0 ? 0 : 1 + Math.max(...lanes.map((lane) => depthOf(lane.lanes)))
}

function idsIn({ nodes, flows, data, artifacts }: FlowScope): string[] {
  const own = [...nodes, ...flows, ...data, ...artifacts].map(({ id }) => id)
  return [...own, ...nodes.flatMap((node) => (isSubProcess(node) ? idsIn(node) : []))]
}
