/** The kernel refuses values deeper than its own, lower, bound: what lies below this needs no copy. */
const DEEPEST = 100

/**
 * A copy of lists and plain objects, all the way down, so that whoever gave a value, or was given it, may change theirs. What is no JSON
 * stays what it is, to be refused as such.
 */
export function ownCopy<T>(value: T, depth = 0): T {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return value
  if (Array.isArray(value)) return copyOfList(value, depth) as T
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  return copyOfRecord(value, depth) as T
}

/** Written key by key: objects of so many shapes are spread slowly. */
function copyOfRecord(value: object, depth: number): object {
  const record = value as Readonly<Record<string, unknown>>
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(record)) {
    const entry = record[key]
    const own = typeof entry === 'object' ? ownCopy(entry, depth + 1) : entry
    // Written like another, it would be no key but the copy's prototype.
    if (key === '__proto__')
      Object.defineProperty(copy, key, { value: own, enumerable: true, writable: true, configurable: true })
    else copy[key] = own
  }
  return copy
}

function copyOfList(list: readonly unknown[], depth: number): readonly unknown[] {
  const copy = list.slice()
  for (let at = 0; at < copy.length; at += 1) if (typeof copy[at] === 'object') copy[at] = ownCopy(copy[at], depth + 1)
  return copy
}
