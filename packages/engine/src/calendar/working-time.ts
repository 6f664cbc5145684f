/**
 * Theory of operation
 *
 * Working time is an axis of its own: it runs during the spans of working days and stands still elsewhere. Adding, subtracting and
 * measuring walk over days, never over minutes: a day costs the same whether it is worked or off.
 */
import { CalendarError, type Calendar } from './calendar.ts'
import { dayOf, startOfDay, timeOfDay, type Instant } from './instant.ts'

export function isWorkingDay(day: number, calendar: Calendar): boolean {
  return calendar.spansOf(day).length > 0
}

/** The first working day from `day` on, `day` included. */
export function workingDayFrom(day: number, calendar: Calendar): number {
  let at = day
  while (!isWorkingDay(at, calendar)) at++
  return at
}

/** The `count`-th working day after `day`; with 0, `day` itself. */
export function workingDayAfter(day: number, count: number, calendar: Calendar): number {
  let at = day
  for (let left = count; left > 0; left--) at = workingDayFrom(at + 1, calendar)
  return at
}

/** When the agency closes on a working day. */
export function closingOf(day: number, calendar: Calendar): Instant {
  const last = calendar.spansOf(day).at(-1)
  if (last === undefined) throw new CalendarError('CALENDAR_INVALID', 'expected a working day, found a day off')
  return startOfDay(day) + last[1]
}

/** The earliest instant with `ms` of working time between `from` and it. */
export function addWorkingTime(from: Instant, ms: number, calendar: Calendar): Instant {
  let left = ms
  let since = timeOfDay(from)
  if (left <= 0) return from
  for (let day = dayOf(from); ; day++, since = 0) {
    for (const [start, end] of calendar.spansOf(day)) {
      const begin = Math.max(start, since)
      const here = end - begin
      if (here <= 0) continue
      if (left <= here) return startOfDay(day) + begin + left
      left -= here
    }
  }
}

/** The latest instant with `ms` of working time between it and `to`. */
export function subtractWorkingTime(to: Instant, ms: number, calendar: Calendar): Instant {
  let left = ms
  let until = timeOfDay(to)
  if (left <= 0) return to
  for (let day = dayOf(to); ; day--, until = Infinity) {
    const spans = calendar.spansOf(day)
    for (let index = spans.length - 1; index >= 0; index--) {
      const [start, end] = spans[index] as readonly [number, number]
      const stop = Math.min(end, until)
      const here = stop - start
      if (here <= 0) continue
      if (left <= here) return startOfDay(day) + stop - left
      left -= here
    }
  }
}

/** Working milliseconds from `from` to `to`; negative where `to` is earlier. */
export function workingTimeBetween(from: Instant, to: Instant, calendar: Calendar): number {
  if (to < from) return -workingTimeBetween(to, from, calendar)
  let total = 0
  const last = dayOf(to)
  for (let day = dayOf(from); day <= last; day++) {
    const [begin, stop] = [from - startOfDay(day), to - startOfDay(day)]
    for (const [start, end] of calendar.spansOf(day)) total += Math.max(0, Math.min(end, stop) - Math.max(start, begin))
  }
  return total
}
