import { instantAt } from '@motcua/engine/calendar'

/** A span that reports are made for (kỳ báo cáo): a year, a quarter or a month, in local dates. */
export interface Period {
  /** As it was asked for: `2026`, `2026-Q4`, `2026-11`. */
  readonly name: string
  /** First instant, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly from: number
  /** The first instant after it. */
  readonly to: number
  /** Its months, as `2026-11`. */
  readonly months: readonly string[]
}

/**
 * Reads the name of a period; `undefined`: it is none.
 *
 * @law thông tư 01/2020/TT-VPCP: reports each quarter and year
 * @example
 * parsePeriod('2026-Q4')?.months   // ['2026-10', '2026-11', '2026-12']
 */
export function parsePeriod(name: string): Period | undefined {
  const [, year, quarter, month] = /^(\d{4})(?:-Q([1-4])|-(0[1-9]|1[0-2]))?$/.exec(name) ?? []
  if (year === undefined) return undefined
  const first = quarter === undefined ? Number(month ?? 1) : Number(quarter) * 3 - 2
  const length = quarter !== undefined ? 3 : month !== undefined ? 1 : 12
  const months = Array.from({ length }, (_, index) => monthName(Number(year), first + index))
  const from = instantAt(`${monthName(Number(year), first)}-01`)
  const to = instantAt(`${monthName(Number(year), first + length)}-01`)
  return from === undefined || to === undefined ? undefined : { name, from, to, months }
}

/** `2026-11`; month 13 is the next year's first. */
function monthName(year: number, month: number): string {
  const [y, m] = month > 12 ? [year + 1, month - 12] : [year, month]
  return `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}`
}

export function isWithin({ from, to }: Period, at: number | null): boolean {
  return at !== null && from <= at && at < to
}
