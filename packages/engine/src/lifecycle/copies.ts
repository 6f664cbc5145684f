import type { Stage } from '../definition/index.ts'
import type { DossierState } from './dossier.ts'
import type { LifecycleState, StageStatus } from './state.ts'

type Changeable<T> = { -readonly [K in keyof T]: T[K] }

/** Where a dossier legally stands, to be changed: its stages are its own too, everything else is replaced as a whole. */
export type DraftLifecycle = Changeable<Omit<LifecycleState, 'stages'>> & { readonly stages: Record<Stage, StageStatus> }

/** Written out field by field for the same reason as the kernel's records: copies of copies by spread become slow. */
export function copyOfLifecycle({ stages, standing, clock, payment, rules }: LifecycleState): DraftLifecycle {
  const { receive, digitize, transfer, verify, sign, archive } = stages
  const own = { receive, digitize, transfer, verify, sign, return: stages.return, archive }
  return { stages: own, standing, clock, payment, rules }
}

/** What else there is of a dossier stays; what is absent stays absent. */
export function withBoth(
  { tasks, suspension }: DossierState,
  kernel: DossierState['kernel'],
  lifecycle: LifecycleState,
): DossierState {
  const state: Changeable<DossierState> = { kernel, lifecycle }
  if (tasks !== undefined) state.tasks = tasks
  if (suspension !== undefined) state.suspension = suspension
  return state
}
