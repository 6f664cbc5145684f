import { vietnamCalendar } from '../src/calendar/index.ts'

const calendar = vietnamCalendar()
const at = Date.UTC(2026, 0, 5)
const day = 20_458
const limit = { unit: 'workingDays', amount: 3 } as const

/** Of functions of `@motcua/engine/calendar`. */
export const CALENDAR_RIGHT: Readonly<Record<string, readonly unknown[]>> = {
  createCalendar: [{ week: { 1: [['07:30', '11:30']] }, makeUpHours: [], years: [] }],
  addDuration: [at, { months: 0, ms: 5 }],
  dueAt: [at, limit, calendar, {}],
  restsOnProjection: [at, at + 5, limit, calendar],
  resumeDueAt: [at, at, at, 'workingDays', calendar],
  transferDueAt: [at, calendar, {}],
  warnAt: [at, limit, calendar, {}],
  addWorkingTime: [at, 5, calendar],
  subtractWorkingTime: [at, 5, calendar],
  workingDayAfter: [day, 1, calendar],
  workingDayFrom: [day, calendar],
  workingDaysBetween: [day, day + 3, calendar],
  workingTimeBetween: [at, at + 5, calendar],
}
