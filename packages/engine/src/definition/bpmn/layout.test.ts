import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FlowScope } from '../definition.ts'
import { definitions } from './definitions.fixture.ts'
import { type DiagramShape, diagramSvg, layoutDiagram, readBpmn, writeBpmn } from './index.ts'

const within = (inner: DiagramShape, outer: DiagramShape) =>
  inner.x >= outer.x - 1 &&
  inner.y >= outer.y - 1 &&
  inner.x + inner.width <= outer.x + outer.width + 1 &&
  inner.y + inner.height <= outer.y + outer.height + 1

/** Whether a point is on the border of a shape, or as near as rounding puts it. */
function touches([x, y]: readonly [number, number], shape: DiagramShape): boolean {
  const inX = x >= shape.x - 1 && x <= shape.x + shape.width + 1
  const inY = y >= shape.y - 1 && y <= shape.y + shape.height + 1
  const onX = Math.abs(x - shape.x) <= 1 || Math.abs(x - shape.x - shape.width) <= 1
  const onY = Math.abs(y - shape.y) <= 1 || Math.abs(y - shape.y - shape.height) <= 1
  return inX && inY && (onX || onY)
}

describe('a layout', () => {
  it('gives each node a shape where it belongs, and each flow a line that meets both ends', async () => {
    await fc.assert(
      fc.asyncProperty(definitions, async (definition) => {
        const diagram = await layoutDiagram(definition)
        const shapes = new Map(diagram.shapes.map((shape) => [shape.element, shape]))
        const edges = new Map(diagram.edges.map((edge) => [edge.element, edge]))
        const shape = (id: string): DiagramShape => {
          const found = shapes.get(id)
          if (found === undefined) throw new Error(`expected a shape of ${id}`)
          return found
        }
        const check = (scope: FlowScope, around: DiagramShape | undefined) => {
          for (const node of scope.nodes) {
            const own = shape(node.id)
            if (node.kind === 'boundaryEvent') {
              const middle = [own.x + own.width / 2, own.y + own.height / 2] as const
              expect(touches(middle, shape(node.attachedTo))).toBe(true)
            } else if (around !== undefined) expect(within(own, around)).toBe(true)
            if ('nodes' in node) check(node, own)
          }
          for (const flow of scope.flows) {
            const points = edges.get(flow.id)?.points ?? []
            const [first, last] = [points[0], points.at(-1)]
            if (first === undefined || last === undefined) throw new Error(`expected a line of ${flow.id}`)
            expect([touches(first, shape(flow.source)), touches(last, shape(flow.target))]).toEqual([true, true])
          }
        }
        const pools = definition.collaboration?.participants ?? []
        const drawn =
          pools.length > 0 ? definition.processes.filter(({ isGlobalTask }) => !isGlobalTask) : definition.processes.slice(0, 1)
        for (const process of drawn) {
          const pool = pools.find((one) => one.process === process.id)
          check(process, pool === undefined ? undefined : shape(pool.id))
          for (const lane of process.lanes)
            for (const inner of lane.lanes) expect(within(shape(inner.id), shape(lane.id))).toBe(true)
          for (const lane of process.lanes.flatMap(({ lanes }) => lanes)) {
            for (const id of lane.nodes) {
              const isHanging = process.nodes.some((node) => node.id === id && node.kind === 'boundaryEvent')
              if (!isHanging) expect(within(shape(id), shape(lane.id))).toBe(true)
            }
          }
        }
        expect(edges.has('gửi')).toBe(definition.collaboration !== undefined)
        expect(readBpmn(writeBpmn(definition, { diagram }), { file: 'a.bpmn' }).diagram?.shapes).toHaveLength(
          diagram.shapes.length,
        )
      }),
      { numRuns: 20 },
    )
  })

  it('leads compensation to its handler, and shows ids where there are no names', async () => {
    const task = '<task id="a"/><boundaryEvent id="b" attachedToRef="a"><compensateEventDefinition/></boundaryEvent>'
    const { definition } = readBpmn(
      `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">${task}<task id="undo" isForCompensation="true"/><association id="x" sourceRef="b" targetRef="undo"/></process></definitions>`,
      { file: 'x.bpmn' },
    )
    if (definition === undefined) throw new Error('expected a definition')
    const [process] = definition.processes
    if (process === undefined) throw new Error('expected a process')
    const bare = { ...definition, processes: [{ ...process, artifacts: [] }] }
    const diagram = await layoutDiagram(bare)
    expect(diagram.edges.map(({ element }) => element)).toEqual(['compensation-b'])
    expect(readBpmn(writeBpmn(bare, { diagram }), { file: 'a.bpmn' }).diagram?.edges).toHaveLength(1)
    expect(diagramSvg(bare, diagram)).not.toContain('>undo<')
    expect(diagramSvg(bare, diagram, { showsIds: true })).toContain('>undo<')
  })

  it('of nothing is empty', async () => {
    const { definition } = readBpmn(
      '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"/></definitions>',
      { file: 'x.bpmn' },
    )
    expect(definition === undefined ? undefined : (await layoutDiagram(definition)).edges).toEqual([])
  })
})
