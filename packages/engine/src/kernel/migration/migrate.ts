/**
 * Theory of operation
 *
 * A migration is one command over two programs. In the old one ends what the new one does not await any more (boundary events, event
 * sub-processes, catches after an event-based gateway that are gone). Then every index of the state is translated; every token stays
 * where it is, under the new program's names. In the new one begins what was not awaited before, timers are set anew where that is
 * wanted, and joins look whether they can go on: a join that lost a branch may. What was awaited once and has happened (a timer
 * that fired beside its activity) is not awaited again. Ruling S-49.
 */
import type { Program, Trigger } from '../../compile/index.ts'
import { LIFECYCLE } from '../activity-lifecycle.ts'
import { behaviourOf, behavioursOf } from '../behaviours.ts'
import type { Migrate } from '../command.ts'
import type { Decision } from '../decide.ts'
import type { ProcessMigrated } from '../event.ts'
import { rearm } from '../event-definitions/wait.ts'
import { all, find } from '../ledger.ts'
import { proceed } from '../proceed.ts'
import type { Rejection } from '../rejection.ts'
import type { Instance, KernelState } from '../state.ts'
import type { Surroundings } from '../surroundings.ts'
import { StepsExceeded, TokenFlow } from '../token-flow.ts'
import { obstaclesOf } from './check.ts'
import { Mapping } from './mapping.ts'
import type { Obstacle } from './obstacle.ts'
import { hostedPlace, newcomers } from './place.ts'
import { translate } from './translate.ts'

/** Everything that stands in the way, without changing anything; empty: {@link decideMigration} will do it. */
export function checkMigration(
  from: Program,
  to: Program,
  state: KernelState,
  command: Pick<Migrate, 'plan' | 'variables'>,
): readonly Obstacle[] {
  return obstaclesOf(new Mapping(from, to, command.plan), state, command)
}

/**
 * Has a running process go on in another program. Its state belongs to `to` afterwards. Pure.
 *
 * @example
 * const decision = decideMigration(old, new, state, { type: 'migrate', at, origin: 'person', reason, plan: {}, from, to }, { calendar })
 */
export function decideMigration(
  from: Program,
  to: Program,
  state: KernelState,
  command: Migrate,
  surroundings: Surroundings,
): Decision {
  const mapping = new Mapping(from, to, command.plan)
  const rejection = refusal(mapping, state, command)
  if (rejection !== undefined) return { ok: false, rejection }
  const { at } = command
  const flowIn = (program: Program, from: KernelState) =>
    new TokenFlow(program, from, at, surroundings, behavioursOf(program), LIFECYCLE, proceed)
  const before = flowIn(from, state)
  for (const instance of all(state.instances)) {
    if (instance.host !== null && hostedPlace(mapping, state, instance) < 0) before.terminate(instance.n)
  }
  const left = before.draft.finish()
  const event = eventOf(mapping, left, command)
  const after = flowIn(to, translate(from, to, left, event))
  try {
    for (const instance of all(left.instances)) subscribeNew(mapping, left, instance, after)
    beginData(mapping, left, after)
    if (command.plan.timers === 'recompute') setTimers(mapping, left, after)
    if (command.variables !== undefined) after.assign(0, command.variables)
    lookAtJoins(after)
    after.run()
  } catch (error) {
    if (!(error instanceof StepsExceeded)) throw error
    return { ok: false, rejection: { code: 'STEPS_EXCEEDED', message: error.message, element: error.element } }
  }
  return { ok: true, events: [...before.events, event, ...after.events], state: after.draft.finish() }
}

function refusal(mapping: Mapping, state: KernelState, command: Migrate): Rejection | undefined {
  if (command.at < state.at) {
    return { code: 'INSTANT_BEFORE_LAST', message: `expected an instant from ${state.at} on, found ${command.at}` }
  }
  if (state.status === 'created') return { code: 'NOT_STARTED', message: 'expected a started process, found migrate before it' }
  if (state.status !== 'running') {
    return { code: 'ALREADY_ENDED', message: `expected a running process, found it ${state.status}` }
  }
  const obstacles = obstaclesOf(mapping, state, command)
  const [first] = obstacles
  if (first === undefined) return undefined
  const message = `expected a place for everything, found ${obstacles.length} obstacles, first: ${first.message}`
  return { code: 'MIGRATION_OBSTRUCTED', message, element: first.element, obstacles }
}

/** What the journal has to know to read the state in the new program: the ids that changed, of all that is there. */
function eventOf(mapping: Mapping, state: KernelState, { at, reason, from, to, plan }: Migrate): ProcessMigrated {
  const flows: Record<string, string> = {}
  for (const { parked, resets } of all(state.scopes)) {
    for (const index of [...Object.keys(parked).map(Number), ...Object.values(resets ?? {}).flat()]) {
      const old = mapping.from.flows[index]?.id ?? ''
      const next = mapping.to.flows[mapping.flow(index)]?.id ?? ''
      if (old !== next) flows[old] = next
    }
  }
  const elements = Object.fromEntries(Object.entries(plan.elements ?? {}).filter(([old, next]) => old !== next))
  return { type: 'processMigrated', at, reason, from, to, elements, flows }
}

/** Begins to wait for what the old program did not have: around this instance, or inside of it. */
function subscribeNew(mapping: Mapping, state: KernelState, instance: Instance, x: TokenFlow): void {
  const { n, scope, host } = instance
  const [old, next] = [mapping.from.nodes[instance.node], mapping.nodeAt(instance.node)]
  if (old === undefined || next === undefined || host !== null || isComingBack(mapping, instance)) return
  const subscribe = (nodes: readonly number[], within: number, on: number) => {
    for (const index of nodes) behaviourOf(x.node(index)).subscribe?.(x.node(index), within, on, x)
  }
  const around = scope === 0 ? undefined : find(state.instances, scope)
  const isTurn = around?.loop !== undefined && around.node === instance.node
  if (!isTurn) subscribe(newcomers(mapping, old.boundary, next.boundary), scope, n)
  if (old.kind === 'eventBasedGateway') {
    const targets = (program: Program, flows: readonly number[]) => flows.map((flow) => program.flows[flow]?.target ?? -1)
    subscribe(newcomers(mapping, targets(mapping.from, old.outgoing), targets(mapping.to, next.outgoing)), scope, n)
  }
}

/** A sub-process that was completed and is being compensated, or that is on its way out: nothing begins around it any more. */
function isComingBack(mapping: Mapping, { node, compensates, isLeaving, isCancelling }: Instance): boolean {
  const old = mapping.from.nodes[node]
  const isRestored = compensates !== undefined && old !== undefined && 'body' in old && !old.isForCompensation
  return isRestored || isLeaving === true || isCancelling === true
}

/** Data and event sub-processes that the new program has in the scopes that run. */
function beginData(mapping: Mapping, state: KernelState, x: TokenFlow): void {
  for (const { n } of all(state.scopes)) {
    const instance = n === 0 ? undefined : find(state.instances, n)
    if (instance?.loop !== undefined || (instance !== undefined && isComingBack(mapping, instance))) continue
    const bodyIn = (program: Program, node: number | undefined) => {
      const around = node === undefined ? undefined : program.nodes[node]
      return n === 0 ? program.scopes[0] : around !== undefined && 'body' in around ? program.scopes[around.body] : undefined
    }
    const [old, next] = [bodyIn(mapping.from, instance?.node), bodyIn(mapping.to, instance && mapping.node(instance.node))]
    if (old === undefined || next === undefined) continue
    for (const { variable, initial } of next.data) {
      if (initial === undefined || Object.hasOwn(x.draft.scopes.get(n)?.variables ?? {}, variable)) continue
      const result = x.evaluate(initial, n)
      x.setLocal(n, { [variable]: result.ok ? result.value : null })
    }
    if (isInterrupted(mapping, state, n)) continue
    for (const index of newcomers(mapping, old.handlers, next.handlers)) {
      behaviourOf(x.node(index)).subscribe?.(x.node(index), n, n, x)
    }
  }
}

/** An event sub-process that interrupts runs in the scope: no other one is awaited there. */
function isInterrupted({ from }: Mapping, state: KernelState, scope: number): boolean {
  for (const instance of all(state.instances)) {
    const node = instance.scope === scope ? from.nodes[instance.node] : undefined
    if (node?.kind !== 'subProcess' || !node.isEventSubProcess) continue
    const starts = (from.scopes[node.body]?.nodes ?? []).map((index) => from.nodes[index])
    if (starts.some((start) => start?.kind === 'startEvent' && start.isInterrupting)) return true
  }
  return false
}

/** Timers whose definition changed begin anew. */
function setTimers(mapping: Mapping, state: KernelState, x: TokenFlow): void {
  for (const { n, node: index, due } of all(state.instances)) {
    const [old, next] = [mapping.from.nodes[index], mapping.nodeAt(index)]
    if (due === null || old === undefined || next === undefined || x.find(n) === undefined) continue
    if (!('triggers' in next) || !('isParallelMultiple' in next) || !('triggers' in old)) continue
    if (timerText(old.triggers) !== timerText(next.triggers)) rearm(next, n, x)
  }
}

function timerText(triggers: readonly Trigger[]): string {
  return triggers
    .map((trigger) => {
      if (trigger.kind !== 'timer') return trigger.kind
      const { timer } = trigger
      return timer.kind === 'after' ? JSON.stringify(timer.limit) : `${timer.kind} ${timer.expression.text}`
    })
    .join('\n')
}

/** A join may have lost the branch that it waited for. */
function lookAtJoins(x: TokenFlow): void {
  for (const { n, parked, resets } of [...all(x.draft.scopes.ledger)]) {
    if (Object.keys(parked).length === 0 && resets === undefined) continue
    x.ended(n)
    for (const flow in parked) {
      const node = x.node(x.flow(Number(flow)).target)
      if (node.kind !== 'parallelGateway') continue
      while (behaviourOf(node).settle?.(node, n, x) === true);
    }
  }
}
