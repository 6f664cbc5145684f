import type { KernelState } from '../../kernel/index.ts'
import { find } from '../../kernel/index.ts'

/** Who has a task. */
export interface Assignment {
  /** Who works on it; `null`: nobody yet. */
  readonly assignee: string | null
  /** Who answers for it while the assignee works on it for them; `null`: nobody else. */
  readonly owner: string | null
  /** The unit that it was given to; `null`: the role's. */
  readonly unit: string | null
}

export interface TaskRegion {
  /** By instance: tasks that somebody has. */
  readonly assigned: Readonly<Record<number, Assignment>>
  /** By element: who completed it, as far as others must not be done by the same person. */
  readonly doneBy: Readonly<Record<string, readonly string[]>>
}

export const NO_TASKS: TaskRegion = Object.freeze({ assigned: Object.freeze({}), doneBy: Object.freeze({}) })

const NONE: readonly string[] = Object.freeze([])
const NOBODY: Assignment = Object.freeze({ assignee: null, owner: null, unit: null })

export function assignmentOf(region: TaskRegion | undefined, instance: number): Assignment {
  return region?.assigned[instance] ?? NOBODY
}

/** Who completed an element before. It may be named as what every object inherits, as "toString". */
export function doersOf(doneBy: TaskRegion['doneBy'], element: string): readonly string[] {
  return Object.hasOwn(doneBy, element) ? (doneBy[element] ?? NONE) : NONE
}

/** Assignments end with their tasks. `undefined`: nothing is left to remember. */
export function pruned(region: TaskRegion | undefined, kernel: KernelState): TaskRegion | undefined {
  if (region === undefined) return undefined
  const entries = Object.entries(region.assigned)
  const kept = entries.filter(([instance]) => find(kernel.instances, Number(instance)) !== undefined)
  if (kept.length === 0 && Object.keys(region.doneBy).length === 0) return undefined
  return kept.length === entries.length ? region : { ...region, assigned: Object.fromEntries(kept) }
}
