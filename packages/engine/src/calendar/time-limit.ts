import { CalendarError, type Calendar } from './calendar.ts'
import { addDuration, parseDuration } from './duration.ts'
import { dayOf, HOUR_MS, startOfDay, timeOf, timeOfDay, yearOfDay, type Instant } from './instant.ts'
import {
  addWorkingTime,
  closingOf,
  subtractWorkingTime,
  workingDayAfter,
  workingDayFrom,
  workingTimeBetween,
} from './working-time.ts'

/** A span as the law states it. */
export type TimeLimit =
  | { readonly unit: 'workingDays'; readonly amount: number }
  | { readonly unit: 'workingHours'; readonly amount: number }
  /** Days of the Civil Code. */
  | { readonly unit: 'days'; readonly amount: number }
  /** ISO 8601, as `PT30M`. */
  | { readonly unit: 'elapsed'; readonly duration: string }

/** A working day in the arithmetic of fractions: half a day is 4 working hours. */
const DAY_HOURS = 8
/** No procedure lasts longer than ten years of working days; more is a slip of the pen. */
const LARGEST_AMOUNT = 2_600

/**
 * When the result must be there.
 *
 * - `workingDays`, whole: the first day is not counted, due when the agency closes on the last. With a `cutoff`, what is received by
 *   then on a working day counts that day as the first; what comes later, or on a day off, counts from the next working day.
 * - `workingDays` with a fraction and `workingHours`: 8 working hours a day from the start on; after the cutoff, from the next day.
 * - `days`: the first is not counted; ends at 24:00 of the last, or of the next working day where the last is off.
 * - `elapsed`: ISO 8601 time, day and night.
 *
 * @param start    instant of reception
 * @param options  `cutoff` is local time, `HH:mm`
 * @throws CalendarError CALENDAR_YEAR_MISSING, CALENDAR_INVALID
 * @law Bộ luật Dân sự 91/2015/QH13 Đ147, Đ148; cutoff: nghị định 61/2018/NĐ-CP Đ18.2 and each procedure's own text (1.001193)
 */
export function dueAt(
  start: Instant,
  limit: TimeLimit,
  calendar: Calendar,
  options: { readonly cutoff?: string | undefined } = {},
): Instant {
  if (limit.unit === 'elapsed') return addDuration(start, durationOf(limit.duration))
  const amount = checkedAmount(limit.amount)
  if (limit.unit === 'days') return endOfDays(start, amount, calendar)
  const cutoff = options.cutoff === undefined ? undefined : cutoffOf(options.cutoff)
  if (limit.unit === 'workingDays' && Number.isInteger(amount)) {
    if (cutoff === undefined) return amount === 0 ? start : closingOf(workingDayAfter(dayOf(start), amount, calendar), calendar)
    const first = firstDay(start, cutoff, calendar)
    return closingOf(workingDayAfter(first, Math.max(0, amount - 1), calendar), calendar)
  }
  const hours = limit.unit === 'workingDays' ? amount * DAY_HOURS : amount
  const first = cutoff === undefined ? dayOf(start) : firstDay(start, cutoff, calendar)
  return addWorkingTime(first === dayOf(start) ? start : startOfDay(first), Math.round(hours * HOUR_MS), calendar)
}

/** The working time that was left when the clock stopped is left when it runs again. `days` and `elapsed` count day and night. */
export function resumeDueAt(
  due: Instant,
  pausedAt: Instant,
  resumedAt: Instant,
  unit: TimeLimit['unit'],
  calendar: Calendar,
): Instant {
  if (unit === 'days' || unit === 'elapsed') return due + (resumedAt - pausedAt)
  const left = workingTimeBetween(pausedAt, due, calendar)
  return left <= 0 ? resumedAt : addWorkingTime(resumedAt, left, calendar)
}

/** The instant `warn` before `due`: from then on a dossier is due soon. */
export function warnAt(due: Instant, warn: TimeLimit, calendar: Calendar): Instant {
  if (warn.unit === 'elapsed') return due - durationOf(warn.duration).ms
  const amount = checkedAmount(warn.amount)
  if (warn.unit === 'days') return due - Math.round(amount * 24 * HOUR_MS)
  return subtractWorkingTime(due, Math.round(amount * (warn.unit === 'workingDays' ? DAY_HOURS : 1) * HOUR_MS), calendar)
}

/** Whether a due instant lies in a year whose holidays are not announced yet. */
export function isProvisional(instant: Instant, calendar: Calendar): boolean {
  return calendar.yearOf(yearOfDay(dayOf(instant))).provisional
}

function firstDay(start: Instant, cutoff: number, calendar: Calendar): number {
  const day = dayOf(start)
  const isLate = timeOfDay(start) > cutoff
  return workingDayFrom(isLate ? day + 1 : day, calendar)
}

function endOfDays(start: Instant, amount: number, calendar: Calendar): Instant {
  if (!Number.isInteger(amount)) throw invalid(`expected whole days, found ${amount}: write workingHours or an ISO 8601 duration`)
  return startOfDay(workingDayFrom(dayOf(start) + amount, calendar) + 1)
}

function durationOf(text: string) {
  const duration = parseDuration(text)
  if (duration === undefined) throw invalid(`expected an ISO 8601 duration as PT30M, found "${text}"`)
  return duration
}

function cutoffOf(text: string): number {
  const time = timeOf(text)
  if (time === undefined) throw invalid(`expected a time as 15:00, found "${text}"`)
  return time
}

function checkedAmount(amount: number): number {
  if (!(amount >= 0 && amount <= LARGEST_AMOUNT)) throw invalid(`expected an amount from 0 to ${LARGEST_AMOUNT}, found ${amount}`)
  return amount
}

function invalid(message: string): CalendarError {
  return new CalendarError('CALENDAR_INVALID', message)
}
