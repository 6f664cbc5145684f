import type { ActivityNode, Flow, Node } from '../../compile/index.ts'
import { leaveActivity, leaveBy, leaveLoop } from '../activity-lifecycle.ts'
import type { SkipIncident } from '../command.ts'
import type { Rejection } from '../rejection.ts'
import { afterTurn } from '../loops/loop.ts'
import type { TokenFlow } from '../token-flow.ts'
import { checkVariables, everyName } from '../variables.ts'

/**
 * A person has the process go on without what an incident holds: an activity is left as if it had been done, a gateway by the flows
 * that the person names, an event as if it had happened. What nobody waits for is only put aside. Ruling S-48.
 */
export function skipIncident(flow: TokenFlow, command: SkipIncident): Rejection | undefined {
  const incident = flow.draft.incidents.get(command.incident)
  if (incident === undefined)
    return { code: 'INCIDENT_NOT_OPEN', message: `expected an open incident, found none under ${command.incident}` }
  const wrong = checkVariables(flow.program, command.variables, everyName(flow.program), { partial: true })
  if (wrong !== undefined) return wrong
  const held = incident.instance === null ? undefined : flow.find(incident.instance)
  const taken = held === undefined ? undefined : flowsOf(flow, flow.node(held.node), command.flows)
  if (taken !== undefined && 'code' in taken) return taken
  flow.emit({
    type: 'incidentSkipped',
    incident: command.incident,
    ...(held === undefined ? {} : { instance: held.n, element: flow.node(held.node).id }),
    reason: command.reason,
    at: flow.at,
  })
  flow.assign(held?.scope ?? 0, command.variables)
  if (held !== undefined) leave(flow, held.n, taken ?? [])
  return undefined
}

/** The flows that it is left by. Only of a gateway they have to be named. */
function flowsOf(x: TokenFlow, node: Node, named: readonly string[] | undefined): readonly Flow[] | Rejection {
  if (!isGateway(node) && (named === undefined || named.length === 0)) return []
  const outgoing = node.outgoing.map((index) => x.flow(index))
  const chosen = (named ?? []).map((id) => outgoing.find((candidate) => candidate.id === id))
  const isClear = chosen.length > 0 && (node.kind !== 'exclusiveGateway' || chosen.length === 1)
  if (isClear && !chosen.includes(undefined)) return chosen as Flow[]
  const expected = outgoing.map(({ id }) => id).join(', ')
  const found = named === undefined || named.length === 0 ? 'none named' : named.join(', ')
  return { code: 'INCIDENT_NEEDS_FLOW', message: `expected flows of ${expected}, found ${found}`, element: node.id }
}

function isGateway(node: Node): boolean {
  return node.kind === 'exclusiveGateway' || node.kind === 'inclusiveGateway' || node.kind === 'complexGateway'
}

function leave(x: TokenFlow, n: number, flows: readonly Flow[]): void {
  const { scope, host } = x.instance(n)
  const node = x.nodeOf(n)
  // A timer that never was set, of an event that goes with its host: nothing is awaited there any more.
  if (host !== null) return x.complete(n)
  if ('loop' in node) return leaveUndone(x, node, n, flows)
  x.observe('completed', node)
  x.complete(n)
  if (!isGateway(node)) return x.leave(node, scope)
  for (const taken of flows) {
    x.emit({ type: 'branchTaken', element: node.id, flow: taken.id, scope, at: x.at })
    x.take(taken, scope)
  }
}

/** An activity without its work, its outputs and what it would have given to the loop around it. */
function leaveUndone(x: TokenFlow, node: ActivityNode, n: number, flows: readonly Flow[]): void {
  const { scope, loop, compensates } = x.instance(n)
  if (x.draft.scopes.get(n) !== undefined) {
    x.terminateInside(n)
    x.endHandlers(n)
  }
  const around = scope === 0 ? undefined : x.find(scope)
  if (around?.loop !== undefined && around.node === node.index) {
    x.observe('completed', node)
    x.complete(n)
    return afterTurn(node, scope, x, false)
  }
  if (compensates !== undefined || flows.length === 0)
    return loop === undefined ? leaveActivity(node, n, x) : leaveLoop(node, n, x)
  x.observe('completed', node)
  x.complete(n)
  leaveBy(node, flows, scope, x)
}
