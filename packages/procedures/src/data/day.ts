import type { Fault } from './data-code.ts'

/** Nobody who applies was born before it, and no paper that is handed in is older. */
export const EARLIEST_DAY = '1870-01-01'

/** Whether the calendar has the day `yyyy-mm-dd`. */
export function dayExists(day: string): boolean {
  const [, year = '', month = '', date = ''] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? []
  if (year === '') return false
  const instant = new Date(Date.UTC(Number(year), Number(month) - 1, Number(date)))
  return instant.getUTCMonth() === Number(month) - 1 && instant.getUTCDate() === Number(date) && Number(month) > 0
}

/**
 * A day as people write it, `31/12/2025` or `2025-12-31`, as `2025-12-31`.
 *
 * @example
 * readDay('29/02/2025') // { code: 'DATE_IMPOSSIBLE' }
 */
export function readDay(text: string): string | Fault {
  const [, date = '', month = '', year = ''] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text) ?? []
  const day = year === '' ? text : `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return { code: 'DATE_FORM' }
  if (!dayExists(day)) return { code: 'DATE_IMPOSSIBLE' }
  return day < EARLIEST_DAY ? { code: 'DATE_TOO_OLD', fill: { earliest: inVietnamese(EARLIEST_DAY) } } : day
}

/** A day that has come: what happened cannot lie ahead. */
export function readPastDay(text: string, today: string): string | Fault {
  const day = readDay(text)
  return typeof day === 'string' && day > today ? { code: 'DATE_FUTURE', fill: { today: inVietnamese(today) } } : day
}

/** `29/08/2025`. */
export function inVietnamese(day: string): string {
  return `${day.slice(8, 10)}/${day.slice(5, 7)}/${day.slice(0, 4)}`
}
