import { CalendarError, invalid, mustBeList, mustBeObject } from './calendar-error.ts'
import { DAY_MS, dateOfDay, dayOfDate, timeOf, weekdayOf, yearOfDay } from './instant.ts'
import { yearTotals, type DaySpans, type YearTotals } from './year-totals.ts'

/** A day off besides the weekly ones, and why. */
export interface DayOff {
  /** `yyyy-MM-dd`. */
  readonly date: string
  /** `holiday`: by law. `substitute`: for a holiday that fell on a weekly day off. `swap`: for a day off that is worked instead. */
  readonly kind: 'holiday' | 'substitute' | 'swap'
  /** As the notice calls it. */
  readonly name: string
  /** Of a swap: the day that is worked instead. */
  readonly workedInstead?: string
  /** Where another text than the year's own notices says so. */
  readonly source?: string
}

/** What is off and what is worked in one year. */
export interface CalendarYear {
  readonly year: number
  /** The notices that say so; of a projected year, the law that it is computed from. */
  readonly source: string
  /** `true`: computed before the notice; due dates that rest on the year may still move. */
  readonly projected: boolean
  /** Days off besides the weekly ones; a date alone is enough, `yyyy-MM-dd`. */
  readonly holidays: readonly (string | DayOff)[]
  /** Days worked although the week has them off, `yyyy-MM-dd`. */
  readonly workedDays: readonly string[]
}

/** Working hours of a day, `['07:30', '11:30']`, in order. */
export type Hours = readonly (readonly [from: string, to: string])[]

/** By weekday, 0 Sunday … 6 Saturday; a weekday without hours is off. */
export interface Week {
  readonly [weekday: number]: Hours
}

export interface CalendarData {
  readonly week: Week
  /** Hours of worked days that the week has off, or on which it works shorter. */
  readonly makeUpHours: Hours
  readonly years: readonly CalendarYear[]
  /** Other hours from a date on, as summer hours; the last period that has begun holds. */
  readonly periods?: readonly { readonly from: string; readonly week: Week; readonly makeUpHours?: Hours }[]
  /** Days with hours of their own, as a half day before a local holiday; without hours the agency is closed. */
  readonly specialDays?: readonly { readonly date: string; readonly hours: Hours; readonly source: string }[]
  /** Local time `HH:mm`, for limits that name none: what is received later counts from the next working day. */
  readonly cutoff?: string
}

/** When an agency works. Frozen; made by {@link createCalendar}. */
export interface Calendar {
  /** The working spans of a local day; empty: off. @throws CalendarError CALENDAR_YEAR_MISSING */
  spansOf(day: number): DaySpans
  /** @throws CalendarError CALENDAR_YEAR_MISSING */
  yearOf(year: number): CalendarYear
  /** @throws CalendarError CALENDAR_YEAR_MISSING */
  totalsOf(year: number): YearTotals
  readonly years: readonly number[]
  readonly cutoff: string | undefined
}

/** The hours most agencies publish. There is no national rule: give your own to `vietnamCalendar`. */
export const USUAL_HOURS: Hours = [
  ['07:30', '11:30'],
  ['13:00', '17:00'],
]

/** Hours of one period, ready to look up. */
interface Period {
  readonly from: number
  readonly week: readonly DaySpans[]
  readonly makeUp: DaySpans
}

/** @throws CalendarError CALENDAR_INVALID */
export function createCalendar(data: CalendarData): Calendar {
  mustBeData(data)
  const periods = periodsOf(data)
  const years = yearsOf(data)
  const off = new Set(data.years.flatMap((year) => year.holidays.map((entry) => dayIn(dateOf(entry), year.year))))
  const worked = new Set(data.years.flatMap((year) => year.workedDays.map((date) => dayIn(date, year.year))))
  for (const day of worked) if (off.has(day)) throw invalid(EITHER, dateOfDay(day))
  const special = new Map((data.specialDays ?? []).map(({ date, hours }) => [dayIn(date), spansOfHours(hours)]))
  if (data.cutoff !== undefined && timeOf(data.cutoff) === undefined) throw invalid(TIME, data.cutoff)
  const numbers = Object.freeze([...years.keys()].sort((a, b) => a - b))
  const totals = new Map<number, YearTotals>()
  const hoursOf = (day: number): DaySpans => {
    const own = special.get(day)
    if (own !== undefined) return own
    if (off.has(day)) return []
    const period = periods.findLast(({ from }) => from <= day) as Period
    return worked.has(day) ? period.makeUp : (period.week[weekdayOf(day)] ?? [])
  }
  const yearOf = (year: number): CalendarYear => {
    const found = years.get(year)
    if (found === undefined) throw missing(year, numbers)
    return found
  }
  return Object.freeze({
    years: numbers,
    cutoff: data.cutoff,
    yearOf,
    spansOf(day: number): DaySpans {
      yearOf(yearOfDay(day))
      return hoursOf(day)
    },
    totalsOf(year: number): YearTotals {
      const known = totals.get(year)
      if (known !== undefined) return known
      yearOf(year)
      const made = yearTotals(year, hoursOf)
      totals.set(year, made)
      return made
    },
  })
}

function mustBeData(data: CalendarData): void {
  mustBeObject(data)
  mustBeWeek(data.week)
  mustBeList('makeUpHours', data.makeUpHours)
  mustBeList('years', data.years)
  for (const year of data.years) {
    mustBeObject(year, 'a year')
    mustBeList('holidays', year.holidays)
    mustBeList('workedDays', year.workedDays)
  }
  mustBeList('periods', data.periods ?? [])
  for (const period of data.periods ?? []) {
    mustBeObject(period, 'a period')
    mustBeWeek(period.week)
  }
  mustBeList('specialDays', data.specialDays ?? [])
  for (const day of data.specialDays ?? []) {
    mustBeObject(day, 'a special day')
    mustBeList('hours', day.hours)
  }
}

/** A list of seven days has them by number, too. */
function mustBeWeek(week: Week): void {
  if (!Array.isArray(week)) mustBeObject(week, 'week')
}

const EITHER = { vi: 'mỗi ngày là ngày nghỉ hoặc ngày làm bù, không phải cả hai', en: 'each day off or worked, not both' }
const TIME = { vi: 'giờ dạng "15:00"', en: 'a time as "15:00"' }
const DATE = { vi: 'ngày dạng "2025-09-02"', en: 'a date as "2025-09-02"' }

function periodsOf({ week, makeUpHours, periods = [] }: CalendarData): readonly Period[] {
  const period = (from: number, days: Week, makeUp: Hours): Period => {
    const spans = [0, 1, 2, 3, 4, 5, 6].map((weekday) => spansOfHours(days[weekday] ?? []))
    const isOpen = spans.some((hours) => hours.length > 0)
    const expected = { vi: 'giờ làm việc vào ít nhất một ngày trong tuần', en: 'hours on some weekday' }
    if (!isOpen) throw invalid(expected, 'none')
    return { from, week: spans, makeUp: spansOfHours(makeUp) }
  }
  const later = periods.map((entry) => period(dayIn(entry.from), entry.week, entry.makeUpHours ?? makeUpHours))
  return [period(-Infinity, week, makeUpHours), ...later.sort((a, b) => a.from - b.from)]
}

function yearsOf({ years }: CalendarData): ReadonlyMap<number, CalendarYear> {
  const known = new Map<number, CalendarYear>()
  for (const year of years) {
    const expected = { vi: 'mỗi năm một lần', en: 'each year once' }
    if (known.has(year.year)) throw invalid(expected, year.year)
    known.set(year.year, year)
  }
  return known
}

function missing(year: number, known: readonly number[]): CalendarError {
  const first = known[0]
  const last = known.at(-1)
  return new CalendarError('CALENDAR_YEAR_MISSING', {
    vi: `cần lịch nghỉ của năm ${year}, nhưng chỉ có ${first === undefined ? 'không năm nào' : `${first}–${last}`}: thêm một CalendarYear cho ${year}`,
    en: `expected holidays for ${year}, found ${first === undefined ? 'those of no year' : `${first} to ${last}`}: add a CalendarYear for ${year}`,
  })
}

function dateOf(entry: string | DayOff): string {
  if (typeof entry !== 'string') mustBeObject(entry, 'a holiday')
  return typeof entry === 'string' ? entry : entry.date
}

function spansOfHours(hours: Hours): DaySpans {
  let last = 0
  mustBeList('hours', hours)
  return hours.map((span) => {
    mustBeList('hours', span)
    const [from, to] = span
    const [start, end] = [timeOf(from), timeOf(to)]
    if (start === undefined || end === undefined || start < last || end <= start || end > DAY_MS) {
      const expected = {
        vi: 'giờ làm việc theo thứ tự, không chồng nhau, dạng ["07:30", "11:30"]',
        en: 'hours in order, without overlap, as ["07:30", "11:30"]',
      }
      throw invalid(expected, `${from}–${to}`)
    }
    last = end
    return [start, end] as const
  })
}

function dayIn(date: string, year?: number): number {
  const day = dayOfDate(date)
  if (day === undefined) throw invalid(DATE, date)
  if (year !== undefined && yearOfDay(day) !== year)
    throw invalid({ vi: `ngày trong năm ${year}`, en: `a date in ${year}` }, date)
  return day
}
