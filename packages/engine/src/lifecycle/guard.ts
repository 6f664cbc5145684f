import type { Stage } from '../definition/index.ts'
import type { LifecycleState } from './state.ts'

/** A condition over where the dossier stands; plain data, so that the machine and its table read the same. */
export type Guard =
  /** One of these stages was reached. */
  | { readonly type: 'reached'; readonly params: { readonly anyOf: readonly Stage[] } }
  /** The law's own order, whatever the graph says. */
  | { readonly type: 'lawful'; readonly params: { readonly stage: Stage; readonly anyOf: readonly Stage[] } }
  | { readonly type: 'mayExtend'; readonly params: { readonly times: number } }

/** Whose turn it is not may not act: what each stage presupposes by law. */
const LAW: Readonly<Partial<Record<Stage, (state: LifecycleState) => boolean>>> = {
  /** Nothing is signed that was not examined. */
  sign: ({ stages }) => stages.verify !== 'waiting',
  /** Nothing is returned that is not signed, nor before fees are settled. */
  return: ({ stages, payment }) => stages.sign === 'done' && (payment === 'none' || payment === 'paid' || payment === 'waived'),
}

/** Whether a guard holds. @law nghị định 61/2018/NĐ-CP Đ20; 118/2025/NĐ-CP */
export function holds(guard: Guard, state: LifecycleState): boolean {
  switch (guard.type) {
    case 'reached':
      return isReached(guard.params.anyOf, state)
    case 'lawful':
      return isReached(guard.params.anyOf, state) && (LAW[guard.params.stage]?.(state) ?? true)
    case 'mayExtend':
      // The procedure may allow it as often as it likes, the rules in force at lodging have the last word.
      return state.clock.extensions < Math.min(guard.params.times, state.rules?.extension.times ?? Infinity)
  }
}

function isReached(stages: readonly Stage[], state: LifecycleState): boolean {
  return stages.length === 0 || stages.some((stage) => state.stages[stage] !== 'waiting')
}
