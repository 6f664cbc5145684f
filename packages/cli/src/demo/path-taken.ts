import type { DossierEvent, Procedure } from '@motcua/engine'

/** Where a dossier has been: ids of nodes and sequence flows. */
export interface PathTaken {
  readonly nodes: ReadonlySet<string>
  readonly flows: ReadonlySet<string>
}

/**
 * The path that a journal tells. It records waits, decisions and ends, not every hop: what lies between two of them has one way only,
 * and is followed here.
 */
export function pathTaken({ program }: Procedure, events: Iterable<DossierEvent>): PathTaken {
  const left = new Set<string>()
  const decided = new Set<string>()
  const nodes = new Set<string>()
  for (const event of events) {
    if (event.type === 'branchTaken') {
      decided.add(event.flow)
      nodes.add(event.element)
    }
    if (event.type === 'processStarted' || event.type === 'elementCompleted' || event.type === 'joinFired')
      left.add(event.element)
    if (event.type === 'eventOccurred') left.add(event.element)
    if (event.type === 'elementActivated' && event.host === undefined) nodes.add(event.element)
  }
  const flows = new Set<string>()
  const follow = [...left]
  const passed = new Set<string>()
  for (let id = follow.pop(); id !== undefined; id = follow.pop()) {
    if (passed.has(id)) continue
    passed.add(id)
    nodes.add(id)
    const node = program.nodes[program.nodeById.get(id) ?? -1]
    for (const index of node?.outgoing ?? []) {
      const flow = program.flows[index]
      const target = program.nodes[flow?.target ?? -1]
      if (flow === undefined || target === undefined) continue
      const isChoice = node?.kind === 'eventBasedGateway' || (node?.kind === 'exclusiveGateway' && node.outgoing.length > 1)
      if (isChoice && !decided.has(flow.id)) continue
      flows.add(flow.id)
      if (target.kind === 'exclusiveGateway' || (target.kind === 'parallelGateway' && target.incoming.length === 1))
        follow.push(target.id)
    }
    if (node?.kind === 'subProcess')
      for (const start of program.scopes[node.body]?.starts ?? []) follow.push(program.nodes[start]?.id ?? '')
  }
  for (const flow of decided) flows.add(flow)
  return { nodes, flows }
}
