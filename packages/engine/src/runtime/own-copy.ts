/** The kernel refuses values deeper than its own, lower, bound: what lies below this needs no copy. */
const DEEPEST = 100

/**
 * A copy of lists and plain objects, all the way down, so that whoever gave a value, or was given it, may change theirs. What is no JSON
 * stays what it is, to be refused as such.
 */
export function ownCopy<T>(value: T, depth = 0): T {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return value
  if (Array.isArray(value)) return value.map((item: unknown) => ownCopy(item, depth + 1)) as T
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  const copy = { ...value }
  for (const key of Object.keys(copy) as (keyof T)[]) {
    if (typeof copy[key] === 'object') copy[key] = ownCopy(copy[key], depth + 1)
  }
  return copy
}
