/**
 * Theory of operation
 *
 * Working time is an axis of its own: it runs while the agency is open and stands still elsewhere. For each year two running totals are
 * kept, made when the year is first asked for: the working time, and the working days, before each of its days. A position on the axis
 * is then one look at the totals, a search for a position halves the year until one day is left, and a span of many years costs one
 * step a year. Nothing is ever counted day by day.
 */
/** Spans of one day in milliseconds since local midnight, in order, without overlap. */
export type DaySpans = readonly (readonly [from: number, to: number])[]

/** Running totals of a year: entry `i` counts what comes before the year's `i`-th day; the last entry is the whole year. */
export interface YearTotals {
  /** The first of January, as {@link dayOf} counts. */
  readonly firstDay: number
  readonly workingMs: Float64Array
  readonly workingDays: Int32Array
}

export function yearTotals(year: number, spansOf: (day: number) => DaySpans): YearTotals {
  const firstDay = Date.UTC(year, 0, 1) / 86_400_000
  const length = Date.UTC(year + 1, 0, 1) / 86_400_000 - firstDay
  const workingMs = new Float64Array(length + 1)
  const workingDays = new Int32Array(length + 1)
  for (let index = 0; index < length; index++) {
    const spans = spansOf(firstDay + index)
    const worked = spans.reduce((sum, [from, to]) => sum + to - from, 0)
    workingMs[index + 1] = at(workingMs, index) + worked
    workingDays[index + 1] = at(workingDays, index) + (spans.length > 0 ? 1 : 0)
  }
  return { firstDay, workingMs, workingDays }
}

/** An entry of a total that is known to be there. */
export function at(totals: Float64Array | Int32Array, index: number): number {
  return totals[index] as number
}

/** What a whole year has. */
export function sumOf(totals: Float64Array | Int32Array): number {
  return at(totals, totals.length - 1)
}

/** Index of the first day after which the total is at least `target`; `target` is in (0, sum]. */
export function firstReaching(totals: Float64Array | Int32Array, target: number): number {
  let [low, high] = [0, totals.length - 2]
  while (low < high) {
    const middle = (low + high) >> 1
    if (at(totals, middle + 1) >= target) high = middle
    else low = middle + 1
  }
  return low
}

/** Index of the last day before which the total is at most `target`; `target` is in [0, sum). */
export function lastWithin(totals: Float64Array | Int32Array, target: number): number {
  let [low, high] = [0, totals.length - 2]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (at(totals, middle) <= target) low = middle
    else high = middle - 1
  }
  return low
}
