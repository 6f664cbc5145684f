import { isActivity, type FlowNode, type FlowScope } from '../definition/index.ts'
import { linkName } from './links.ts'

/** Nodes that begin with their scope: its none start events; without any start event, all that no flow leads to. */
export function startsOf(scope: FlowScope): string[] {
  const starts = scope.nodes.filter(({ kind }) => kind === 'startEvent')
  if (starts.length > 0)
    return starts.filter((node) => node.kind === 'startEvent' && node.events.length === 0).map(({ id }) => id)
  const targets = new Set(scope.flows.map(({ target }) => target))
  return scope.nodes.filter((node) => !targets.has(node.id) && beginsAlone(node)).map(({ id }) => id)
}

function beginsAlone(node: FlowNode): boolean {
  if (node.kind === 'boundaryEvent' || node.kind === 'startEvent' || node.kind === 'endEvent') return false
  if (node.kind === 'subProcess' && node.triggeredByEvent) return false
  if (isActivity(node) && node.isForCompensation) return false
  if (node.kind === 'receiveTask' || node.kind === 'eventBasedGateway') return !node.instantiate
  return linkName(node) === undefined || node.kind === 'intermediateThrowEvent'
}

export function triggeredStartsOf(scope: FlowScope): string[] {
  return scope.nodes.flatMap((node) => {
    if (node.kind === 'startEvent' && node.events.length > 0) return [node.id]
    if (node.kind === 'receiveTask' && node.instantiate) return [node.id]
    if (node.kind === 'eventBasedGateway' && node.instantiate) {
      return scope.flows.filter(({ source }) => source === node.id).map(({ target }) => target)
    }
    return []
  })
}

/** Start events of event sub-processes that wait while the scope runs; those for compensation do not wait. */
export function handlersOf(scope: FlowScope): string[] {
  return scope.nodes.flatMap((node) =>
    node.kind === 'subProcess' && node.triggeredByEvent
      ? node.nodes.filter((inner) => inner.kind === 'startEvent' && !isCompensationStart(inner)).map(({ id }) => id)
      : [],
  )
}

export function isCompensationStart(node: FlowNode): boolean {
  return node.kind === 'startEvent' && node.events.some(({ kind }) => kind === 'compensation')
}
