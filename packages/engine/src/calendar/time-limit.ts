import type { Calendar } from './calendar.ts'
import { invalid, mustBeCalendar, mustBeLimit, mustBeObject, mustBeUnit } from './calendar-error.ts'
import { addDuration, parseDuration } from './duration.ts'
import { DAY_MS, dayOf, HOUR_MS, startOfDay, timeOf, timeOfDay, yearOfDay, type Instant } from './instant.ts'
import {
  addWorkingTime,
  checkInstant,
  closingOf,
  openingOf,
  subtractWorkingTime,
  workingDayAfter,
  workingDayFrom,
  workingTimeBetween,
} from './working-time.ts'

/** A span as the law states it. */
export type TimeLimit =
  /** Ngày làm việc; with a fraction, as 17.5. */
  | { readonly unit: 'workingDays'; readonly amount: number }
  /** Giờ làm việc. */
  | { readonly unit: 'workingHours'; readonly amount: number }
  /** Days of the Civil Code. */
  | { readonly unit: 'days'; readonly amount: number }
  /** Hours day and night, from the moment on. */
  | { readonly unit: 'hours'; readonly amount: number }
  /** Months of the Civil Code. */
  | { readonly unit: 'months'; readonly amount: number }
  /** Giải quyết ngay trong ngày. */
  | { readonly unit: 'sameDay' }
  /** ISO 8601, as `PT30M`. */
  | { readonly unit: 'elapsed'; readonly duration: string }

/** How a limit is counted where the limit itself does not say. */
export interface Counting {
  /** Local time, `HH:mm`: what is received later counts from the next working day. The calendar's own by default. */
  readonly cutoff?: string | undefined
  /** Working hours that a fraction of a working day is a fraction of; {@link USUAL_DAY_HOURS} by default. */
  readonly dayHours?: number | undefined
}

/** A working day in the arithmetic of fractions, by the convention of the field: half a day is 4 working hours. */
export const USUAL_DAY_HOURS = 8
/** No procedure lasts longer than ten years of working days; more is a slip of the pen. */
const LARGEST_AMOUNT = 2_600

/**
 * When the result must be there.
 *
 * - `workingDays`: the first day is not counted, due when the agency closes on the last. With a `cutoff` of the limit's own, what is
 *   received by then while the agency is open counts that day as the first; what comes later, or on a day off, counts from the next
 *   working day. A fraction is so many working hours more, of `dayHours` to the day: a larger limit is never due earlier.
 * - `workingHours`: counted from the start on; after the cutoff, from the next working day.
 * - `days`, `months`: the first day is not counted; ends at 24:00 of the last, or of the next working day where the last is off. A month
 *   without the day ends on its last.
 * - `hours`: counted at once, day and night.
 * - `sameDay`: when the agency closes; after the cutoff, after closing, or on a day off, when it closes on the next working day.
 * - `elapsed`: ISO 8601 time, day and night.
 *
 * @param start  instant of reception
 * @throws CalendarError CALENDAR_YEAR_MISSING, CALENDAR_INVALID
 * @law Bộ luật Dân sự 91/2015/QH13 Đ147, Đ148; cutoff: nghị định 61/2018/NĐ-CP Đ18.2 and each procedure's own text (1.001193)
 */
export function dueAt(start: Instant, limit: TimeLimit, calendar: Calendar, counting: Counting = {}): Instant {
  checkInstant(start)
  mustBeLimit(limit)
  mustBeCalendar(calendar)
  mustBeObject(counting)
  switch (limit.unit) {
    case 'elapsed':
      return addDuration(start, durationOf(limit.duration))
    case 'hours':
      return start + Math.round(checkedAmount(limit.amount) * HOUR_MS)
    case 'days':
      return endOfDay(dayOf(start) + whole(limit.amount, 'days'), calendar)
    case 'months':
      return endOfDay(dayOf(addDuration(start, { months: whole(limit.amount, 'months'), ms: 0 })), calendar)
    case 'sameDay':
      return closingOf(firstDay(start, cutoffOf(counting.cutoff ?? calendar.cutoff), calendar), calendar)
    case 'workingHours':
      return workingFrom(
        start,
        Math.round(checkedAmount(limit.amount) * HOUR_MS),
        cutoffOf(counting.cutoff ?? calendar.cutoff),
        calendar,
      )
    case 'workingDays':
      return endOfWorkingDays(start, checkedAmount(limit.amount), calendar, counting)
  }
}

/** Whether a due instant rests on days off that are computed and not announced yet, and so may still move. */
export function restsOnProjection(start: Instant, due: Instant, limit: TimeLimit, calendar: Calendar): boolean {
  checkInstant(start)
  checkInstant(due)
  mustBeLimit(limit)
  mustBeCalendar(calendar)
  if (limit.unit === 'elapsed' || limit.unit === 'hours') return false
  // A due instant at 24:00 rests on the day that ends then.
  for (let year = yearOfDay(dayOf(start)); year <= yearOfDay(dayOf(due - 1)); year++)
    if (calendar.yearOf(year).projected) return true
  return false
}

/**
 * The due instant after a pause. The working time that was left when the clock stopped is left when it runs again; of `days` and
 * `months` as many days; of `hours` and `elapsed` as much time.
 */
export function resumeDueAt(
  due: Instant,
  pausedAt: Instant,
  resumedAt: Instant,
  unit: TimeLimit['unit'],
  calendar: Calendar,
): Instant {
  for (const instant of [due, pausedAt, resumedAt]) checkInstant(instant)
  mustBeUnit(unit)
  mustBeCalendar(calendar)
  if (unit === 'hours' || unit === 'elapsed') return due + (resumedAt - pausedAt)
  if (unit === 'days' || unit === 'months') {
    const days = dayOf(resumedAt) - dayOf(pausedAt)
    return days === 0 ? due : endOfDay(dayOf(due - 1) + days, calendar)
  }
  const left = workingTimeBetween(pausedAt, due, calendar)
  return left <= 0 ? resumedAt : addWorkingTime(resumedAt, left, calendar)
}

/** The instant `warn` before `due`: from then on a dossier is due soon. */
export function warnAt(due: Instant, warn: TimeLimit, calendar: Calendar, counting: Counting = {}): Instant {
  checkInstant(due)
  mustBeLimit(warn)
  mustBeCalendar(calendar)
  mustBeObject(counting)
  switch (warn.unit) {
    case 'elapsed': {
      const { months, ms } = durationOf(warn.duration)
      return addDuration(due, { months: -months, ms: -ms })
    }
    case 'hours':
      return due - Math.round(checkedAmount(warn.amount) * HOUR_MS)
    case 'days':
      return due - whole(warn.amount, 'days') * DAY_MS
    case 'months':
      return addDuration(due, { months: -whole(warn.amount, 'months'), ms: 0 })
    case 'sameDay':
      return openingOf(dayOf(due - 1), calendar)
    case 'workingHours':
      return subtractWorkingTime(due, Math.round(checkedAmount(warn.amount) * HOUR_MS), calendar)
    case 'workingDays':
      return subtractWorkingTime(due, hoursOf(checkedAmount(warn.amount), counting), calendar)
  }
}

/**
 * When what was received must have been passed on: the same working day, or at the start of the next where it came after the cutoff,
 * after closing, or on a day off.
 *
 * @law nghị định 61/2018/NĐ-CP Đ18.2
 */
export function transferDueAt(received: Instant, calendar: Calendar, counting: Counting = {}): Instant {
  checkInstant(received)
  mustBeCalendar(calendar)
  mustBeObject(counting)
  const day = firstDay(received, cutoffOf(counting.cutoff ?? calendar.cutoff), calendar)
  return day === dayOf(received) ? closingOf(day, calendar) : openingOf(day, calendar)
}

function endOfWorkingDays(start: Instant, amount: number, calendar: Calendar, counting: Counting): Instant {
  const days = Math.floor(amount)
  const cutoff = cutoffOf(counting.cutoff)
  const rest = hoursOf(amount - days, counting)
  if (days === 0) return workingFrom(start, rest, cutoff ?? cutoffOf(calendar.cutoff), calendar)
  const last =
    cutoff === undefined
      ? workingDayAfter(dayOf(start), days, calendar)
      : workingDayAfter(firstDay(start, cutoff, calendar), days - 1, calendar)
  return addWorkingTime(closingOf(last, calendar), rest, calendar)
}

/** Working time from a start on; after the cutoff from the next working day. */
function workingFrom(start: Instant, ms: number, cutoff: number | undefined, calendar: Calendar): Instant {
  const first = cutoff === undefined ? dayOf(start) : firstDay(start, cutoff, calendar)
  return addWorkingTime(first === dayOf(start) ? start : openingOf(first, calendar), ms, calendar)
}

/** The day that counts as that of reception: the next working day after the cutoff, after closing, and on a day off. */
function firstDay(start: Instant, cutoff: number | undefined, calendar: Calendar): number {
  const day = dayOf(start)
  const closing = calendar.spansOf(day).at(-1)?.[1]
  const isLate = closing === undefined || timeOfDay(start) >= closing || (cutoff !== undefined && timeOfDay(start) > cutoff)
  return isLate ? workingDayAfter(day, 1, calendar) : day
}

/** 24:00 of a day, or of the next working day where it is off. */
function endOfDay(day: number, calendar: Calendar): Instant {
  return startOfDay(workingDayFrom(day, calendar) + 1)
}

function hoursOf(days: number, { dayHours = USUAL_DAY_HOURS }: Counting): number {
  if (!(dayHours > 0 && dayHours <= 24))
    throw invalid({ vi: 'một ngày làm việc từ trên 0 đến 24 giờ', en: 'a day of up to 24 hours' }, dayHours)
  return Math.round(days * dayHours * HOUR_MS)
}

function durationOf(text: string) {
  const duration = parseDuration(text)
  if (duration === undefined)
    throw invalid({ vi: 'khoảng thời gian ISO 8601, như PT30M', en: 'an ISO 8601 duration as PT30M' }, text)
  return duration
}

function cutoffOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const time = timeOf(text)
  if (time === undefined) throw invalid({ vi: 'giờ dạng "15:00"', en: 'a time as "15:00"' }, text)
  return time
}

function checkedAmount(amount: number): number {
  const expected = { vi: `một lượng từ 0 đến ${LARGEST_AMOUNT}`, en: `an amount from 0 to ${LARGEST_AMOUNT}` }
  if (!(amount >= 0 && amount <= LARGEST_AMOUNT)) throw invalid(expected, amount)
  return amount
}

function whole(amount: number, unit: 'days' | 'months'): number {
  const most = unit === 'days' ? MOST_DAYS : MOST_MONTHS
  const expected = {
    vi: `số ${unit === 'days' ? 'ngày' : 'tháng'} nguyên từ 0 đến ${most}`,
    en: `a whole number of ${unit} from 0 to ${most}`,
  }
  if (!Number.isInteger(amount) || amount < 0 || amount > most) throw invalid(expected, amount)
  return amount
}

/** Ten years. */
const MOST_DAYS = 3_650
const MOST_MONTHS = 120
