/**
 * Theory of operation
 *
 * Which stage may become active after which is read off the graph: T may follow S when some path leads from a node of stage S to a
 * node of stage T and no node between them has a stage. A node inside a sub-process has the stage of its sub-process unless it has
 * its own. Boundary events are reached from what they are attached to and from everything inside of it.
 */
import { isSubProcess, type Definition, type FlowNode, type FlowScope, type Stage } from '../definition/index.ts'

export interface StageGraph {
  /** Stages that some node has. */
  readonly used: ReadonlySet<Stage>
  /** By stage: the stages that it may follow. */
  readonly after: ReadonlyMap<Stage, ReadonlySet<Stage>>
  /** Stages that may be the first. */
  readonly first: ReadonlySet<Stage>
  /** The stage of each node that has one, its own or its sub-process's, by element id. */
  readonly stageOf: ReadonlyMap<string, Stage>
}

export function stageGraph(definition: Definition, process: string): StageGraph {
  const root = definition.processes.find(({ id }) => id === process)
  const stageOf = new Map<string, Stage>()
  const edges = new Map<string, Set<string>>()
  const starts: string[] = []
  if (root !== undefined) {
    collect(root, undefined, stageOf, edges)
    starts.push(...root.nodes.filter(({ kind }) => kind === 'startEvent').map(({ id }) => id))
  }
  const after = new Map<Stage, Set<Stage>>()
  for (const [source, stage] of stageOf) {
    for (const next of nextStages([...(edges.get(source) ?? [])], stageOf, edges)) {
      after.set(next, (after.get(next) ?? new Set()).add(stage))
    }
  }
  return { used: new Set(stageOf.values()), after, first: nextStages(starts, stageOf, edges), stageOf }
}

function collect(
  scope: FlowScope,
  inherited: Stage | undefined,
  stages: Map<string, Stage>,
  edges: Map<string, Set<string>>,
): void {
  const connect = (from: string, to: string) => edges.set(from, (edges.get(from) ?? new Set()).add(to))
  for (const flow of scope.flows) connect(flow.source, flow.target)
  for (const node of scope.nodes) {
    const stage = node.stage ?? inherited
    if (stage !== undefined) stages.set(node.id, stage)
    if (isSubProcess(node)) {
      collect(node, stage, stages, edges)
      for (const inner of node.nodes) if (inner.kind === 'startEvent') connect(node.id, inner.id)
      for (const end of node.nodes.filter(({ kind }) => kind === 'endEvent')) {
        for (const flow of scope.flows) if (flow.source === node.id) connect(end.id, flow.target)
      }
    }
    if (node.kind === 'boundaryEvent') {
      const host = scope.nodes.find(({ id }) => id === node.attachedTo)
      for (const source of host === undefined ? [] : within(host)) connect(source, node.id)
    }
  }
}

/** A node's id, and the ids of everything inside of it. */
function within(node: FlowNode): string[] {
  return isSubProcess(node) ? [node.id, ...node.nodes.flatMap(within)] : [node.id]
}

/** The stages first met from these nodes on, the nodes themselves included. */
function nextStages(
  from: readonly string[],
  stageOf: ReadonlyMap<string, Stage>,
  edges: ReadonlyMap<string, Set<string>>,
): Set<Stage> {
  const found = new Set<Stage>()
  const seen = new Set<string>()
  const open = [...from]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node)) continue
    seen.add(node)
    const stage = stageOf.get(node)
    if (stage !== undefined) found.add(stage)
    else open.push(...(edges.get(node) ?? []))
  }
  return found
}
