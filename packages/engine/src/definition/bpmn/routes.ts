import type { DiagramEdge, DiagramShape } from './diagram.ts'

type Points = DiagramEdge['points']

/** How far lines keep from shapes that they turn beside. */
const APART = 14

/**
 * A line from one shape to another between the shapes of a pool: of the ways that it could take, the one that runs through the fewest of
 * them, and of these the first. From the right side to the left one; from the foot of what hangs on an activity.
 */
export function routeBetween(
  from: DiagramShape,
  to: DiagramShape,
  options: { readonly isHanging: boolean; readonly obstacles: readonly DiagramShape[] },
): Points {
  const [left, right] = [Math.min(from.x, to.x) - 2 * APART, Math.max(from.x + from.width, to.x + to.width) + 2 * APART]
  const isBetween = ({ x, width }: DiagramShape) => x < right && x + width > left
  const obstacles = options.obstacles.filter((one) => one !== from && one !== to && isBetween(one))
  const ways = options.isHanging ? hanging(from, to, obstacles) : sideways(from, to, obstacles)
  return fewest(ways, obstacles)
}

/** The one of several lines that runs through the fewest shapes. */
export function fewest(ways: readonly Points[], obstacles: readonly DiagramShape[]): Points {
  let best = ways[0] ?? []
  let least = Infinity
  for (const way of ways) {
    const count = obstacles.filter((shape) => runsThrough(way, shape)).length
    if (count < least) [best, least] = [way, count]
  }
  return best
}

function runsThrough(points: Points, shape: DiagramShape): boolean {
  return points.some(([x, y], index) => {
    const [x2, y2] = points[index + 1] ?? [x, y]
    const isBeside = Math.max(x, x2) <= shape.x || Math.min(x, x2) >= shape.x + shape.width
    return !isBeside && Math.max(y, y2) > shape.y && Math.min(y, y2) < shape.y + shape.height
  })
}

function sideways(from: DiagramShape, to: DiagramShape, obstacles: readonly DiagramShape[]): Points[] {
  const [startX, startY] = [from.x + from.width, from.y + from.height / 2]
  const [endX, endY] = [to.x, to.y + to.height / 2]
  const ways: Points[] = []
  const bent = (x: number): Points => [
    [startX, startY],
    [x, startY],
    [x, endY],
    [endX, endY],
  ]
  if (endX >= startX + 10) {
    if (Math.abs(startY - endY) < 1)
      ways.push([[startX, startY], [endX, endY]]) // prettier-ignore
    else ways.push(bent(Math.max(startX + 5, endX - 22)), bent(startX + APART))
  }
  for (const y of levels(from, to, obstacles))
    ways.push([
      [startX, startY],
      [startX + APART, startY],
      [startX + APART, y],
      [endX - APART, y],
      [endX - APART, endY],
      [endX, endY],
    ])
  return ways
}

function hanging(from: DiagramShape, to: DiagramShape, obstacles: readonly DiagramShape[]): Points[] {
  const [x, bottom] = [from.x + from.width / 2, from.y + from.height]
  const [endX, endY] = [to.x, to.y + to.height / 2]
  const ways: Points[] = []
  if (endX > x && endY >= bottom + 12) ways.push([[x, bottom], [x, endY], [endX, endY]]) // prettier-ignore
  for (const y of [bottom + 12, ...levels(from, to, obstacles).filter((level) => level > bottom)])
    ways.push([
      [x, bottom],
      [x, y],
      [endX - APART, y],
      [endX - APART, endY],
      [endX, endY],
    ])
  return ways
}

/** Heights beside the rows between which a line may run, the nearest first. */
function levels(from: DiagramShape, to: DiagramShape, obstacles: readonly DiagramShape[]): number[] {
  const both = [from, to]
  const under = Math.max(...both.map(({ y, height }) => y + height)) + APART
  const over = Math.min(...both.map(({ y }) => y)) - APART
  const beside = obstacles.flatMap(({ y, height }) => [y + height + APART, y - APART])
  const near = (y: number) => Math.abs(y - (from.y + from.height / 2)) + Math.abs(y - (to.y + to.height / 2))
  return [under, over, ...[...new Set(beside)].sort((a, b) => near(a) - near(b)).slice(0, 24)]
}
