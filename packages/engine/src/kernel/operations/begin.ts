import { NONE, type BodyNode, type Node } from '../../compile/index.ts'
import { inputs } from '../activity-lifecycle.ts'
import type { Beginning } from '../command.ts'
import { all } from '../ledger.ts'
import type { Rejection } from '../rejection.ts'
import { prepareScope } from '../subprocesses/body.ts'
import type { TokenFlow } from '../token-flow.ts'

/** Puts a token where a person wants it; gives the scope that it is in, or why that is not possible. */
export function begin(x: TokenFlow, beginning: Beginning): number | Rejection {
  if ('flow' in beginning) {
    const flow = x.program.flows[x.program.flowById.get(beginning.flow) ?? NONE]
    if (flow === undefined) return { code: 'ELEMENT_UNKNOWN', message: `expected a sequence flow, found "${beginning.flow}"` }
    const scope = scopeFor(x, x.node(flow.target), beginning.scope)
    if (typeof scope === 'number') x.take(flow, scope)
    return scope
  }
  const node = x.program.nodes[x.program.nodeById.get(beginning.element) ?? NONE]
  if (node === undefined) return { code: 'ELEMENT_UNKNOWN', message: `expected an element, found "${beginning.element}"` }
  const { position = 'before' } = beginning
  const wrong = impossible(node, position)
  if (wrong !== undefined) return { code: 'MODIFICATION_INVALID', message: wrong, element: node.id }
  const scope = scopeFor(x, node, beginning.scope)
  if (typeof scope !== 'number') return scope
  put(x, node, position, scope)
  x.ended(scope)
  return scope
}

type Position = 'before' | 'at' | 'after'

/** Why no token can begin there. */
function impossible(node: Node, position: Position): string | undefined {
  const isMerge =
    (node.kind === 'parallelGateway' || node.kind === 'inclusiveGateway' || node.kind === 'complexGateway') &&
    node.incoming.length > 1
  if (isMerge && position === 'before') return `expected the flow by which the token comes to the join "${node.id}", found none`
  if (node.kind === 'boundaryEvent' && position !== 'after') return `expected "after" at the boundary event "${node.id}"`
  if (node.kind === 'endEvent' && position === 'after') return `expected something after "${node.id}", found an end`
  if (node.kind === 'eventBasedGateway' && position === 'after') return `expected the flow that follows "${node.id}", found none`
  if ('isForCompensation' in node && node.isForCompensation)
    return `expected an element in the flow, found "${node.id}", which compensates`
  if (node.kind === 'subProcess' && node.isEventSubProcess)
    return `expected the start event of "${node.id}", found the event sub-process itself`
  return undefined
}

function put(x: TokenFlow, node: Node, position: Position, scope: number): void {
  if ('loop' in node) {
    if (position === 'after') x.life.skipActivity(node, scope, x, undefined)
    else x.enter(node, scope)
    return
  }
  if (position === 'after' && !node.kind.endsWith('Gateway')) {
    const link = 'triggers' in node ? node.triggers.find(({ kind }) => kind === 'link') : undefined
    if (link?.kind === 'link' && link.target >= 0) x.enter(x.node(link.target), scope)
    else x.leave(node, scope)
    return
  }
  // A parallel join asks by which flow a token came; the others take one that came by none as it is.
  if (node.kind === 'parallelGateway') {
    x.observe('entered', node)
    x.observe('completed', node)
    x.leave(node, scope)
  } else x.enter(node, scope)
}

/** The instance of the scope that a node stands in: the one named, the only one there is, or one that is opened. */
function scopeFor(x: TokenFlow, node: Node, named: number | undefined): number | Rejection {
  const running = runningScopes(x, node.scope)
  if (named !== undefined) {
    if (running.includes(named)) return named
    const expected = running.join(', ') || 'none: leave it out and one is opened'
    return { code: 'SCOPE_UNKNOWN', message: `expected a scope that "${node.id}" stands in (${expected}), found ${named}` }
  }
  if (running.length === 1) return running[0] as number
  if (running.length === 0) return open(x, node)
  const message = `expected one of the scopes ${running.join(', ')} of "${node.id}" to be named, found none`
  return { code: 'SCOPE_UNKNOWN', message, element: node.id }
}

function runningScopes(x: TokenFlow, scope: number): number[] {
  if (scope === 0) return [0]
  const found: number[] = []
  for (const { n, node, loop, isLeaving, isCancelling, pending } of all(x.draft.instances.ledger)) {
    const around = x.node(node)
    const isInside = 'body' in around && around.body === scope && loop === undefined
    if (isInside && isLeaving !== true && isCancelling !== true && pending === undefined) found.push(n)
  }
  return found
}

/** Opens the sub-process or the called process around a node; its own beginnings do not begin. */
function open(x: TokenFlow, node: Node): number | Rejection {
  const bodies = x.program.nodes.filter(
    (candidate): candidate is BodyNode => 'body' in candidate && candidate.body === node.scope,
  )
  const [body] = bodies
  const refused = (expected: string): Rejection => ({
    code: 'SCOPE_UNKNOWN',
    message: `expected ${expected}, found none that runs`,
    element: node.id,
  })
  if (body === undefined || bodies.length > 1) return refused(`a called process that "${node.id}" stands in`)
  if (body.loop !== undefined) return refused(`a turn of "${body.id}" for "${node.id}"`)
  const scope = scopeFor(x, body, undefined)
  if (typeof scope !== 'number') return scope
  const instance = x.activate(body, scope)
  x.observe('entered', body)
  const problem = inputs(body, instance, scope, x)
  if (problem !== undefined) return { code: 'MODIFICATION_INVALID', message: problem.message, element: body.id }
  prepareScope(body.body, instance, x)
  if (body.kind === 'adHocSubProcess') {
    const turn = x.program.scopes[body.body]?.starts.length ?? 0
    x.emit({ type: 'turnTaken', instance, element: body.id, turn, at: x.at })
  }
  x.ended(instance)
  return instance
}
