import { describe, expect, it } from 'vitest'
import type { DiagramShape } from './diagram.ts'
import { layoutDiagram, readBpmn } from './index.ts'
import { routeBetween } from './routes.ts'

const shape = (element: string, x: number, y: number, width = 120, height = 80): DiagramShape => ({
  element,
  x,
  y,
  width,
  height,
})

/** Whether a line runs through the inside of a shape. */
function crosses(points: readonly (readonly [number, number])[], { x, y, width, height }: DiagramShape): boolean {
  return points.some(([x1, y1], index) => {
    const [x2, y2] = points[index + 1] ?? [x1, y1]
    const [left, right, top, bottom] = [Math.min(x1, x2), Math.max(x1, x2), Math.min(y1, y2), Math.max(y1, y2)]
    return left < x + width && right > x && top < y + height && bottom > y
  })
}

describe('a line between two shapes', () => {
  const from = shape('from', 0, 100)
  const between = shape('between', 200, 100)

  it('runs straight where nothing stands between, and round what does', () => {
    const to = shape('to', 400, 100)
    expect(routeBetween(from, to, { isHanging: false, obstacles: [from, to] })).toHaveLength(2)
    const round = routeBetween(from, to, { isHanging: false, obstacles: [from, between, to] })
    expect(crosses(round, between)).toBe(false)
    expect([round[0], round.at(-1)]).toEqual([
      [120, 140],
      [400, 140],
    ])
  })

  it('goes back under or over what it passes', () => {
    const to = shape('to', -400, 100)
    const others = [shape('below', -200, 194), between]
    const back = routeBetween(between, to, { isHanging: false, obstacles: [...others, from] })
    for (const other of [from, ...others.slice(0, 1)]) expect(crosses(back, other)).toBe(false)
  })

  it('leaves what hangs on an activity at its foot', () => {
    const event = shape('event', 80, 162, 36, 36)
    const line = routeBetween(event, shape('to', 200, 300), { isHanging: true, obstacles: [] })
    expect(line[0]).toEqual([98, 198])
  })
})

it('a message flow goes round the sub-process under the task that it comes from', async () => {
  const sub = '<subProcess id="sub"><task id="t"/></subProcess>'
  const { definition } = readBpmn(
    `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><collaboration id="c"><participant id="P" processRef="p"/><participant id="Q"/><messageFlow id="m" sourceRef="a" targetRef="Q"/></collaboration><process id="p"><startEvent id="s"/><parallelGateway id="g"/><sequenceFlow id="f" sourceRef="s" targetRef="g"/><sendTask id="a"/>${sub}<sequenceFlow id="f1" sourceRef="g" targetRef="a"/><sequenceFlow id="f2" sourceRef="g" targetRef="sub"/></process></definitions>`,
    { file: 'x.bpmn' },
  )
  if (definition === undefined) throw new Error('expected a definition')
  const { shapes, edges } = await layoutDiagram(definition)
  const points = edges.find(({ element }) => element === 'm')?.points ?? []
  expect(points.length).toBeGreaterThan(1)
  for (const element of ['sub', 'g', 's'])
    expect(crosses(points, shapes.find((one) => one.element === element) ?? shape('', 0, 0))).toBe(false)
})
