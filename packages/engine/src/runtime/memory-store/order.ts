import { cursorOf, mustBePageSize, placeOf, type Page, type Place } from '../../ports/index.ts'

/** What an item of a list is ordered by, the last part unlike any other item's. */
export type Order<T> = (item: T) => Place

/** One page of `items` in their order, after the place where the page before ended. */
export function pageOf<T>(
  items: readonly T[],
  order: Order<T>,
  shape: readonly ('number' | 'string')[],
  query: { readonly after?: string; readonly limit: number },
): Page<T> {
  const limit = mustBePageSize(query.limit)
  const after = query.after === undefined ? undefined : placeOf(query.after, shape)
  const rest = items
    .map((item) => ({ item, place: order(item) }))
    .filter(({ place }) => after === undefined || compare(place, after) > 0)
    .sort((a, b) => compare(a.place, b.place))
  const found = rest.slice(0, limit)
  const last = found.at(-1)
  return {
    items: found.map(({ item }) => item),
    next: last !== undefined && rest.length > limit ? cursorOf(last.place) : null,
  }
}

function compare(a: Place, b: Place): number {
  for (const [index, part] of a.entries()) {
    const other = b[index] as number | string
    if (part === other) continue
    return typeof part === 'number' ? part - (other as number) : compareText(part, String(other))
  }
  return 0
}

/** By code points, as databases compare their bytes; JavaScript compares halves of them. */
export function compareText(a: string, b: string): number {
  const [left, right] = [[...a], [...b]]
  for (const [index, point] of left.entries()) {
    const other = right[index]
    if (other === undefined) return 1
    if (point !== other) return (point.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0)
  }
  return left.length - right.length
}

/** How many there are of each. */
export function tally<K>(keys: Iterable<K>): { readonly key: K; readonly count: number }[] {
  const counts = new Map<K, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return [...counts].map(([key, count]) => ({ key, count }))
}
