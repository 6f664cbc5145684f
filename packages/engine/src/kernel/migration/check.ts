import { NONE, type Node } from '../../compile/index.ts'
import type { Migrate } from '../command.ts'
import { all, find } from '../ledger.ts'
import type { Completion, Instance, KernelState, ScopeRecord } from '../state.ts'
import { checkVariables } from '../variables.ts'
import type { Mapping } from './mapping.ts'
import type { Obstacle, ObstacleCode } from './obstacle.ts'
import { starvedJoins } from './starvation.ts'
import { hostedPlace, isSameKind, mannerOf, placeOf, triggersOf } from './place.ts'

/**
 * Everything that stands in the way of a running process going on in the new program; empty: nothing does. Looked at is all that is
 * there: each instance, each token that waits at a join, loops, what can still be compensated, data. What lives with a host (boundary
 * events, event sub-processes, catches after an event-based gateway) stands in nobody's way unless the plan names it: where it has
 * no place it is simply not awaited any more.
 */
export function obstaclesOf(mapping: Mapping, state: KernelState, command: Pick<Migrate, 'variables'>): Obstacle[] {
  const found: Obstacle[] = unknownIn(mapping)
  for (const instance of all(state.instances)) {
    found.push(...(instance.host === null ? ofInstance(mapping, state, instance) : ofHosted(mapping, state, instance)))
    for (const done of all(instance.pending ?? [])) found.push(...ofCompletion(mapping, done))
  }
  for (const scope of all(state.scopes)) {
    found.push(...ofParked(mapping, state, scope))
    for (const done of all(scope.done ?? [])) found.push(...ofCompletion(mapping, done))
  }
  found.push(...starvedJoins(mapping, state), ...ofVariables(mapping, state, command))
  const accepted: readonly string[] = mapping.plan.accept ?? []
  return found.filter(({ code }) => !accepted.includes(code))
}

function unknownIn({ from, to, plan }: Mapping): Obstacle[] {
  const lists = [
    [plan.elements, from.nodeById, to.nodeById],
    [plan.flows, from.flowById, to.flowById],
  ] as const
  return lists.flatMap(([names, old, next]) =>
    Object.entries(names ?? {}).flatMap(([left, right]): Obstacle[] => {
      if (!old.has(left)) return [obstacle('PLAN_UNKNOWN', left, `expected an id of the old program, found "${left}"`)]
      if (!next.has(right)) return [obstacle('PLAN_UNKNOWN', left, `expected an id of the new program, found "${right}"`)]
      return []
    }),
  )
}

function ofInstance(mapping: Mapping, state: KernelState, instance: Instance): Obstacle[] {
  const old = mapping.from.nodes[instance.node] as Node
  const next = mapping.nodeAt(instance.node)
  const at = (code: ObstacleCode, message: string) => [obstacle(code, old.id, message, instance.n)]
  if (next === undefined) {
    return at('ELEMENT_GONE', `expected "${mapping.element(old.id)}" in the new program, found none, and a token is in it`)
  }
  if (!isSameKind(old, next)) return at('KIND_CHANGED', `expected a ${old.kind}, found the ${next.kind} "${next.id}"`)
  if (mannerOf(old) !== mannerOf(next)) {
    return at('LOOP_CHANGED', `expected "${next.id}" to run ${mannerOf(old)}, found ${mannerOf(next)}`)
  }
  if (triggersOf(old) !== triggersOf(next)) {
    return at('TRIGGER_CHANGED', `expected "${next.id}" to wait for ${triggersOf(old)}, found ${triggersOf(next)}`)
  }
  const place = placeOf(mapping, state, instance.scope)
  // What is around it is gone itself, and says so. Who compensates stands where the activity stood.
  if (place !== NONE && instance.compensates === undefined && next.scope !== place) {
    return at('SCOPE_CHANGED', `expected "${next.id}" in ${nameOf(mapping, place)}, found it in ${nameOf(mapping, next.scope)}`)
  }
  return ofTurns(mapping, instance, old, next)
}

/** A sequential ad-hoc sub-process knows only how many have had their turn. */
function ofTurns(mapping: Mapping, instance: Instance, old: Node, next: Node): Obstacle[] {
  if (old.kind !== 'adHocSubProcess' || next.kind !== 'adHocSubProcess' || !old.isSequential) return []
  const turn = instance.turn ?? 0
  const before = (mapping.from.scopes[old.body]?.starts ?? []).slice(0, turn).map((index) => mapping.node(index))
  const now = (mapping.to.scopes[next.body]?.starts ?? []).slice(0, turn)
  if (String(before) === String(now)) return []
  const message = `expected the first ${turn} activities of "${next.id}" to be those that have had their turn, found others`
  return [obstacle('TURN_CHANGED', old.id, message, instance.n)]
}

/** Only what the plan names has to have a place. */
function ofHosted(mapping: Mapping, state: KernelState, hosted: Instance): Obstacle[] {
  const old = mapping.from.nodes[hosted.node] as Node
  if (!Object.hasOwn(mapping.plan.elements ?? {}, old.id) || hostedPlace(mapping, state, hosted) !== NONE) return []
  const next = mapping.nodeAt(hosted.node)
  if (next === undefined) return []
  const message = `expected a ${old.kind} for ${triggersOf(old)} that belongs to the same host, found the ${next.kind} "${next.id}"`
  return [obstacle('TRIGGER_CHANGED', old.id, message, hosted.n)]
}

function ofParked(mapping: Mapping, state: KernelState, scope: ScopeRecord): Obstacle[] {
  const found: Obstacle[] = []
  const place = placeOf(mapping, state, scope.n)
  const waiting = [...Object.keys(scope.parked).map(Number), ...Object.values(scope.resets ?? {}).flat()]
  for (const index of new Set(waiting)) {
    const old = mapping.from.flows[index]
    if (old === undefined) continue
    const [join, target] = [mapping.from.nodes[old.target] as Node, mapping.nodeAt(old.target)]
    const next = mapping.to.flows[mapping.flow(index)]
    const quantity = (node: Node) =>
      'startQuantity' in node ? node.startQuantity : Number(node.kind === 'complexGateway' && node.incoming.length < 2)
    if (target === undefined)
      found.push(obstacle('ELEMENT_GONE', join.id, `expected a place for the join "${join.id}", found none`))
    else if (next === undefined)
      found.push(obstacle('FLOW_GONE', old.id, `expected a place for the token on "${old.id}", found none`))
    else if (next.target !== target.index) {
      const leads = mapping.to.nodes[next.target]?.id ?? ''
      found.push(
        obstacle('JOIN_CHANGED', old.id, `expected "${next.id}" to lead to "${target.id}", found it leads to "${leads}"`),
      )
    } else if (!isSameKind(join, target) || quantity(join) !== quantity(target)) {
      found.push(
        obstacle('KIND_CHANGED', join.id, `expected a ${join.kind} that waits the same, found the ${target.kind} "${target.id}"`),
      )
    } else if (place !== NONE && target.scope !== place) {
      found.push(obstacle('SCOPE_CHANGED', join.id, `expected "${target.id}" in ${nameOf(mapping, place)}, found it elsewhere`))
    }
  }
  return found
}

function ofCompletion(mapping: Mapping, done: Completion): Obstacle[] {
  const old = mapping.from.nodes[done.node] as Node
  const next = mapping.nodeAt(done.node)
  const isHandled = (node: Node | undefined) =>
    node !== undefined && 'compensationHandler' in node && node.compensationHandler !== NONE
  const isSame = next !== undefined && isSameKind(old, next) && mannerOf(old) === mannerOf(next)
  const fits = isSame && isHandled(old) === isHandled(next)
  const inside = [...all(done.inside?.done ?? [])].flatMap((inner) => ofCompletion(mapping, inner))
  if (fits) return inside
  const found = next === undefined ? 'none' : `the ${next.kind} "${next.id}", which cannot`
  return [
    obstacle('COMPENSATION_GONE', old.id, `expected an activity that can be compensated as "${old.id}", found ${found}`),
    ...inside,
  ]
}

function ofVariables({ to }: Mapping, state: KernelState, { variables = {} }: Pick<Migrate, 'variables'>): Obstacle[] {
  const now = { ...find(state.scopes, 0)?.variables, ...variables }
  return Object.entries(now).flatMap(([name, value]): Obstacle[] => {
    // What the new program does not know any more is only not read.
    if (!to.variables.has(name) && !Object.hasOwn(variables, name)) return []
    if (value === null && !Object.hasOwn(variables, name)) return []
    const wrong = checkVariables(to, { [name]: value }, to.variables.keys(), { partial: true })
    return wrong === undefined ? [] : [obstacle('VARIABLE_CHANGED', name, wrong.message)]
  })
}

function nameOf(mapping: Mapping, scope: number): string {
  const { node, process } = mapping.to.scopes[scope] ?? { node: NONE, process: undefined }
  return `"${mapping.to.nodes[node]?.id ?? process ?? ''}"`
}

function obstacle(code: ObstacleCode, element: string, message: string, instance?: number): Obstacle {
  return instance === undefined ? { code, element, message } : { code, element, instance, message }
}
