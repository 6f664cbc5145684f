import type { Procedure } from '../procedure.ts'
import { doersOf, type TaskRegion } from './region.ts'

const NOBODY: readonly string[] = Object.freeze([])

/** Who must not do `element` in this dossier, because they did what it checks. */
export function excludedFrom(procedure: Procedure, region: TaskRegion | undefined, element: string): readonly string[] {
  const checked = procedure.fourEyes.get(element)
  if (checked === undefined || region === undefined) return NOBODY
  return [...new Set(checked.flatMap((other) => doersOf(region.doneBy, other)))]
}

/** Whether it matters who completes `element`. */
export function isChecked(procedure: Procedure, element: string): boolean {
  if (procedure.fourEyes.size === 0) return false
  for (const checked of procedure.fourEyes.values()) if (checked.includes(element)) return true
  return false
}
