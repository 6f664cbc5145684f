import type { Calendar } from './calendar.ts'
import { invalid, mustBeCalendar } from './calendar-error.ts'
import { dayOf, mustBeDay, startOfDay, timeOfDay, yearOfDay, type Instant } from './instant.ts'
import { at, firstReaching, lastWithin, sumOf, type YearTotals } from './year-totals.ts'

export function isWorkingDay(day: number, calendar: Calendar): boolean {
  mustBeCalendar(calendar)
  mustBeDay(day)
  return calendar.spansOf(day).length > 0
}

/** The first working day from `day` on, `day` included. */
export function workingDayFrom(day: number, calendar: Calendar): number {
  return isWorkingDay(day, calendar) ? day : workingDayAfter(day, 1, calendar)
}

/** The `count`-th working day after `day`; with 0, `day` itself. */
export function workingDayAfter(day: number, count: number, calendar: Calendar): number {
  mustBeCalendar(calendar)
  mustBeDay(day)
  mustBeCount(count)
  if (count === 0) return day
  let year = yearOfDay(day)
  let totals = calendar.totalsOf(year)
  let target = at(totals.workingDays, day + 1 - totals.firstDay) + count
  while (target > sumOf(totals.workingDays)) {
    target -= sumOf(totals.workingDays)
    totals = calendar.totalsOf(++year)
  }
  return totals.firstDay + firstReaching(totals.workingDays, target)
}

/** Working days after `from` up to and including `to`; negative where `to` is earlier. */
export function workingDaysBetween(from: number, to: number, calendar: Calendar): number {
  mustBeCalendar(calendar)
  mustBeDay(from)
  mustBeDay(to)
  if (to < from) return -workingDaysBetween(to, from, calendar)
  const before = (day: number) => {
    const totals = calendar.totalsOf(yearOfDay(day))
    return at(totals.workingDays, day + 1 - totals.firstDay)
  }
  return before(to) - before(from) + yearsBetween(from, to, calendar, ({ workingDays }) => workingDays)
}

/** When the agency opens on a working day. */
export function openingOf(day: number, calendar: Calendar): Instant {
  mustBeCalendar(calendar)
  mustBeDay(day)
  const first = calendar.spansOf(day)[0]
  if (first === undefined) throw dayOff(day)
  return startOfDay(day) + first[0]
}

/** When the agency closes on a working day. */
export function closingOf(day: number, calendar: Calendar): Instant {
  mustBeCalendar(calendar)
  mustBeDay(day)
  const last = calendar.spansOf(day).at(-1)
  if (last === undefined) throw dayOff(day)
  return startOfDay(day) + last[1]
}

/**
 * The earliest instant with `ms` of working time between `from` and it; with 0, `from` itself.
 *
 * @throws CalendarError CALENDAR_INVALID (an amount below 0), CALENDAR_YEAR_MISSING
 */
export function addWorkingTime(from: Instant, ms: number, calendar: Calendar): Instant {
  checkAmount(ms)
  checkInstant(from)
  mustBeCalendar(calendar)
  if (ms === 0) return from
  let year = yearOfDay(dayOf(from))
  let totals = calendar.totalsOf(year)
  let target = workedInYear(from, totals, calendar) + ms
  while (target > sumOf(totals.workingMs)) {
    target -= sumOf(totals.workingMs)
    totals = calendar.totalsOf(++year)
  }
  const index = firstReaching(totals.workingMs, target)
  const day = totals.firstDay + index
  let left = target - at(totals.workingMs, index)
  for (const [start, end] of calendar.spansOf(day)) {
    if (left <= end - start) return startOfDay(day) + start + left
    left -= end - start
  }
  return closingOf(day, calendar)
}

/**
 * The latest instant with `ms` of working time between it and `to`; with 0, `to` itself. The inverse of {@link addWorkingTime} up to
 * time in which nobody works: subtracting what was added leads to {@link openFrom} of where one began.
 *
 * @throws CalendarError CALENDAR_INVALID (an amount below 0), CALENDAR_YEAR_MISSING
 */
export function subtractWorkingTime(to: Instant, ms: number, calendar: Calendar): Instant {
  checkAmount(ms)
  checkInstant(to)
  mustBeCalendar(calendar)
  if (ms === 0) return to
  let year = yearOfDay(dayOf(to))
  let totals = calendar.totalsOf(year)
  let target = workedInYear(to, totals, calendar) - ms
  while (target < 0) {
    totals = calendar.totalsOf(--year)
    target += sumOf(totals.workingMs)
  }
  const index = lastWithin(totals.workingMs, target)
  const day = totals.firstDay + index
  let left = target - at(totals.workingMs, index)
  for (const [start, end] of calendar.spansOf(day)) {
    if (left < end - start) return startOfDay(day) + start + left
    left -= end - start
  }
  return closingOf(day, calendar)
}

/** Working milliseconds from `from` to `to`; negative where `to` is earlier. */
export function workingTimeBetween(from: Instant, to: Instant, calendar: Calendar): number {
  checkInstant(from)
  checkInstant(to)
  mustBeCalendar(calendar)
  if (to < from) return -workingTimeBetween(to, from, calendar)
  const [first, last] = [dayOf(from), dayOf(to)]
  const worked = (instant: Instant) => workedInYear(instant, calendar.totalsOf(yearOfDay(dayOf(instant))), calendar)
  return worked(to) - worked(from) + yearsBetween(first, last, calendar, ({ workingMs }) => workingMs)
}

/** The earliest instant from `instant` on that working time follows: itself while the agency is open, else the next opening. */
export function openFrom(instant: Instant, calendar: Calendar): Instant {
  const until = addWorkingTime(instant, 1, calendar)
  return until - 1
}

/** The latest instant up to `instant` that working time leads to: itself while the agency is open, else the last closing. */
export function openUntil(instant: Instant, calendar: Calendar): Instant {
  return subtractWorkingTime(instant, 1, calendar) + 1
}

/** Working time of the year before an instant in it. */
function workedInYear(instant: Instant, totals: YearTotals, calendar: Calendar): number {
  const day = dayOf(instant)
  const since = timeOfDay(instant)
  let worked = at(totals.workingMs, day - totals.firstDay)
  for (const [start, end] of calendar.spansOf(day)) worked += Math.max(0, Math.min(end, since) - start)
  return worked
}

/** What the years from that of `from` up to, without it, that of `to` have. */
function yearsBetween(
  from: number,
  to: number,
  calendar: Calendar,
  which: (totals: YearTotals) => Float64Array | Int32Array,
): number {
  let sum = 0
  for (let year = yearOfDay(from); year < yearOfDay(to); year++) sum += sumOf(which(calendar.totalsOf(year)))
  return sum
}

function mustBeCount(count: number): void {
  const expected = { vi: 'số ngày làm việc nguyên, không âm', en: 'a whole number of working days, 0 or more' }
  if (!Number.isSafeInteger(count) || count < 0) throw invalid(expected, count)
}

function checkAmount(ms: number): void {
  const expected = { vi: 'lượng thời gian là số mili giây nguyên, không âm', en: 'an amount in whole milliseconds, 0 or more' }
  if (!Number.isSafeInteger(ms) || ms < 0) throw invalid(expected, ms)
}

/** Instants that a date can hold. */
const LAST_INSTANT = 8.64e15

export function checkInstant(instant: Instant): void {
  const expected = { vi: 'thời điểm là số mili giây nguyên tính từ 1970', en: 'an instant in whole milliseconds since 1970' }
  if (!Number.isSafeInteger(instant) || Math.abs(instant) > LAST_INSTANT) throw invalid(expected, instant)
}

function dayOff(day: number) {
  return invalid({ vi: 'ngày làm việc', en: 'a working day' }, new Date(day * 86_400_000).toISOString().slice(0, 10))
}
