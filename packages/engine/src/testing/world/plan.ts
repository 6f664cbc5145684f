import { Dice } from './dice.ts'
import { mustBeShape } from './given.ts'

/**
 * All that a run does that is not forced by what it did before. The same plan on the same code is the same run, to the last write; a part
 * that is left out changes nothing but what follows from it, so that a failing plan can be made small.
 */
export interface Plan {
  /** Of the order in which what is under way goes on, and of what the clients choose. */
  readonly seed: number
  readonly deeds: readonly Deed[]
  readonly faults: readonly Fault[]
}

/** What somebody does, or what befalls a node. `pick` chooses among what there is then. */
export type Deed =
  | { readonly does: 'lodge'; readonly pick: number }
  | { readonly does: 'complete'; readonly pick: number }
  | { readonly does: 'report'; readonly pick: number }
  /** A command that was answered before is sent once more, to whatever node. */
  | { readonly does: 'repeat'; readonly pick: number }
  | { readonly does: 'wait'; readonly ms: number }
  | { readonly does: 'crash'; readonly node: number }
  /** The node's own clock is suddenly another. */
  | { readonly does: 'jump'; readonly node: number; readonly ms: number }

/** What befalls the `at`-th operation on the store or a peer. */
export interface Fault {
  readonly at: number
  /**
   * `fail`: it is not done, and says so. `lose`: it is done, and the answer is lost. `crash`: the node dies before it, `crashAfter`: after
   * it. `slow`: its answer comes much later.
   */
  readonly kind: 'fail' | 'lose' | 'crash' | 'crashAfter' | 'slow'
}

export interface PlanShape {
  /** Usually 40. */
  readonly deeds: number
  readonly nodes: number
  /** Share of operations that something befalls; usually 0.03. */
  readonly faultShare: number
}

/** Operations that faults are planned for; what comes later goes well. */
const OPERATIONS = 4_000
/** Weights of deeds: people act often, nodes die seldom. */
const DEEDS: readonly (readonly [Deed['does'], number])[] = [
  ['lodge', 5],
  ['complete', 12],
  ['report', 4],
  ['repeat', 4],
  ['wait', 6],
  ['crash', 1.5],
  ['jump', 1],
]
const FAULTS: readonly (readonly [Fault['kind'], number])[] = [
  ['fail', 3],
  ['lose', 3],
  ['slow', 3],
  ['crash', 1],
  ['crashAfter', 1],
]

/** @throws AdapterFailure OPTIONS_INVALID */
export function planOf(seed: number, shape: PlanShape): Plan {
  mustBeShape('planOf', seed, shape)
  const dice = new Dice(seed)
  const deeds = Array.from({ length: shape.deeds }, () => deedOf(dice, shape.nodes))
  const faults: Fault[] = []
  for (let at = 0; at < OPERATIONS; at++) if (dice.chance(shape.faultShare)) faults.push({ at, kind: weighted(dice, FAULTS) })
  return { seed, deeds, faults }
}

function deedOf(dice: Dice, nodes: number): Deed {
  const does = weighted(dice, DEEDS)
  if (does === 'wait') return { does, ms: dice.pick([10, 1_000, 60_000, 200_000, 3_600_000]) }
  if (does === 'crash') return { does, node: dice.below(nodes) }
  if (does === 'jump') return { does, node: dice.below(nodes), ms: dice.pick([-3_600_000, -5_000, 5_000, 3_600_000]) }
  return { does, pick: dice.below(1_000_000) }
}

function weighted<T>(dice: Dice, choices: readonly (readonly [T, number])[]): T {
  let left = dice.next() * choices.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [choice, weight] of choices) {
    left -= weight
    if (left < 0) return choice
  }
  return (choices[0] as readonly [T, number])[0]
}
