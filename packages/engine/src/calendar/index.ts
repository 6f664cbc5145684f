/** Working time: instants, durations, holidays as dated data, legal time limits. Pure; reads no clock and no process time zone. */
export { createCalendar, USUAL_HOURS } from './calendar.ts'
export type { Calendar, CalendarData, CalendarYear, DayOff, Hours, Week } from './calendar.ts'
export { CalendarError } from './calendar-error.ts'
export { addDuration, parseDuration, parseRepetition } from './duration.ts'
export type { Duration, Repetition } from './duration.ts'
export { dayOf, dayOfDate, formatInstant, instantAt, localDateOf, localTimeOf, parseInstant, startOfDay } from './instant.ts'
export type { Instant } from './instant.ts'
export { projectedYear } from './projection.ts'
export { dueAt, restsOnProjection, resumeDueAt, transferDueAt, USUAL_DAY_HOURS, warnAt } from './time-limit.ts'
export type { Counting, TimeLimit } from './time-limit.ts'
export { VIETNAM_YEARS, vietnamCalendar } from './vietnam.ts'
export type { VietnamOptions } from './vietnam.ts'
export {
  addWorkingTime,
  closingOf,
  isWorkingDay,
  openFrom,
  openingOf,
  openUntil,
  subtractWorkingTime,
  workingDayAfter,
  workingDayFrom,
  workingDaysBetween,
  workingTimeBetween,
} from './working-time.ts'
export type { DaySpans, YearTotals } from './year-totals.ts'
