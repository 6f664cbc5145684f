import type { Standing } from '../definition/index.ts'

/**
 * How the applicant was served, as no step of a procedure records it: a queue machine knows the wait, the applicant says the rest.
 * Absent: nothing is said of it.
 *
 * @law quyết định 766/QĐ-TTg: mức độ hài lòng; kế hoạch 468: thời gian chờ
 */
export interface ServiceRecord {
  /** From the ticket to the counter, whole or part minutes. */
  readonly counterWaitMinutes?: number
  /** Whether the applicant says that they were satisfied. */
  readonly satisfied?: boolean
}

/** Nobody waits a day at a counter: what is more was mistyped. */
export const LONGEST_WAIT_MINUTES = 24 * 60

/** Standings after which the applicant is asked. */
const SERVED: ReadonlySet<Standing> = new Set<Standing>(['settled', 'returned', 'refused', 'withdrawn', 'stopped'])

export function isServed(standing: Standing): boolean {
  return SERVED.has(standing)
}

/** What is wrong with a record, as `expected …, found …`; `undefined`: nothing. */
export function serviceFault({ counterWaitMinutes, satisfied }: ServiceRecord): string | undefined {
  if (counterWaitMinutes === undefined && satisfied === undefined)
    return 'expected counterWaitMinutes or satisfied, found neither'
  const isWait = typeof counterWaitMinutes === 'number' && counterWaitMinutes >= 0 && counterWaitMinutes <= LONGEST_WAIT_MINUTES
  if (counterWaitMinutes !== undefined && !isWait)
    return `expected counterWaitMinutes from 0 to ${LONGEST_WAIT_MINUTES}, found ${JSON.stringify(counterWaitMinutes)}`
  if (satisfied !== undefined && typeof satisfied !== 'boolean')
    return `expected satisfied to be true or false, found ${JSON.stringify(satisfied)}`
  return undefined
}
