/** A value as JSON with its keys in one order: a store may give them back in another. */
export function sortedJson(value: unknown): string {
  const sorted = (_key: string, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part
  return JSON.stringify(value, sorted) ?? 'undefined'
}

/** Whether two are the same JSON value. */
export function isSame(one: unknown, other: unknown): boolean {
  return sortedJson(one) === sortedJson(other)
}
