import { createHash } from 'node:crypto'
import type { Definition, FlowNode, FlowScope } from '@motcua/engine'

/**
 * What a flow is without any of its names: kinds of elements, marks, what events wait for, and how they hang together. Two flows of one
 * graph under other names have one shape. Colours are refined along the flows until they tell as much as they can.
 */
export function flowShape(definition: Definition): string {
  const colours = new Map<string, string>()
  const edges: [string, string][] = []
  const collect = (scope: FlowScope, around: string) => {
    for (const node of scope.nodes) {
      colours.set(node.id, digest(`${around} ${own(node)}`))
      if (node.kind === 'boundaryEvent') edges.push([node.attachedTo, node.id])
      if ('nodes' in node) collect(node, node.kind)
    }
    for (const { source, target } of scope.flows) edges.push([source, target])
  }
  for (const process of definition.processes) collect(process, '')
  for (let round = 0; round < 12; round++) {
    const before = new Map(colours)
    for (const [id, colour] of before) {
      const around = (end: 0 | 1) =>
        edges
          .filter((edge) => edge[end] === id)
          .map((edge) => before.get(edge[end === 0 ? 1 : 0]) ?? '')
          .sort()
      colours.set(id, digest(JSON.stringify([colour, around(0), around(1)])))
    }
  }
  return digest([...colours.values()].sort().join())
}

function own(node: FlowNode): string {
  const { kind, stage, standing, clock, payment } = node
  const events = 'events' in node ? node.events.map((event) => event.kind) : []
  const loop = 'loop' in node ? node.loop?.kind : undefined
  return JSON.stringify([kind, stage, standing, clock, payment, events, loop])
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
