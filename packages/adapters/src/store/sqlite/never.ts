/** Stands for "no due instant" in columns, so that an index has the order of a list: what is never due comes last. */
const NEVER = Number.MAX_SAFE_INTEGER

export function dueOf(instant: number | null): number {
  return instant ?? NEVER
}

export function instantOf(due: number): number | null {
  return due === NEVER ? null : due
}
