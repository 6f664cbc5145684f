import { NONE, type CompiledLoop, type Node } from '../../compile/index.ts'
import { behaviourOf } from '../behaviours.ts'
import { find } from '../ledger.ts'
import type { Instance, KernelState } from '../state.ts'
import type { Mapping } from './mapping.ts'

/** Index of the new program's scope that a running scope becomes; a loop is where its activity stands. */
export function placeOf(mapping: Mapping, state: KernelState, scope: number): number {
  if (scope === 0) return 0
  const instance = find(state.instances, scope)
  if (instance === undefined) return NONE
  if (instance.loop !== undefined) return placeOf(mapping, state, instance.scope)
  const node = mapping.nodeAt(instance.node)
  return node !== undefined && 'body' in node ? node.body : NONE
}

/** Whether what waits in one can wait in the other: the same kind, or both an adapter's job. */
export function isSameKind(old: Node, next: Node): boolean {
  const isSame = behaviourOf(old) === behaviourOf(next)
  const flags = (node: Node) => [
    node.kind === 'subProcess' && node.isEventSubProcess,
    'isForCompensation' in node && node.isForCompensation,
    node.kind === 'adHocSubProcess' && node.isSequential,
  ]
  return isSame && String(flags(old)) === String(flags(next))
}

/** How often an activity runs, and in what manner. */
export function mannerOf(node: Node): string {
  const loop: CompiledLoop | undefined = 'loop' in node ? node.loop : undefined
  if (loop === undefined) return 'once'
  if (loop.kind === 'standard') return 'a loop'
  return loop.isSequential ? 'several times, one after the other' : 'several times, in parallel'
}

/** Kinds of what an event waits for, in order. */
export function triggersOf(node: Node): string {
  return 'triggers' in node ? node.triggers.map(({ kind }) => kind).join(', ') : ''
}

/**
 * Where something that lives with a host goes: the same kind of event, with the same kinds of triggers, that belongs to what its host
 * becomes. {@link NONE}: it is not awaited any more.
 */
export function hostedPlace(mapping: Mapping, state: KernelState, hosted: Instance): number {
  const old = mapping.from.nodes[hosted.node]
  const next = mapping.nodeAt(hosted.node)
  if (old === undefined || next === undefined) return NONE
  const isSame = isSameKind(old, next) && triggersOf(old) === triggersOf(next)
  return isSame && belongsTo(mapping, state, next, hosted.host ?? 0) ? next.index : NONE
}

function belongsTo(mapping: Mapping, state: KernelState, next: Node, host: number): boolean {
  if (next.kind === 'startEvent') {
    return mapping.to.scopes[placeOf(mapping, state, host)]?.handlers.includes(next.index) === true
  }
  const around = find(state.instances, host)
  const becomes = around === undefined ? undefined : mapping.nodeAt(around.node)
  if (becomes === undefined) return false
  if (next.kind === 'boundaryEvent') return becomes.boundary.includes(next.index)
  return becomes.outgoing.some((flow) => mapping.to.flows[flow]?.target === next.index)
}

/** Of the new program's nodes, those that stand for none of the old ones. */
export function newcomers(mapping: Mapping, old: readonly number[], next: readonly number[]): number[] {
  const images = new Set(
    old.filter((index) => isSameEvent(mapping.from.nodes[index], mapping.nodeAt(index))).map((index) => mapping.node(index)),
  )
  return next.filter((index) => !images.has(index))
}

function isSameEvent(old: Node | undefined, next: Node | undefined): boolean {
  return old !== undefined && next !== undefined && isSameKind(old, next) && triggersOf(old) === triggersOf(next)
}
