import { dateOfDay, DAY_MS, dayOfDate, timeOf, weekdayOf, yearOfDay } from './instant.ts'

/** What is off and what is worked in one year, as announced. */
export interface CalendarYear {
  readonly year: number
  /** The notices that say so. */
  readonly source: string
  /** `true`: estimated before the notice; due dates that touch the year may still move. */
  readonly provisional: boolean
  /** Days off besides the weekly ones, `yyyy-MM-dd`. */
  readonly holidays: readonly string[]
  /** Days worked although the week has them off, `yyyy-MM-dd`. */
  readonly workedDays: readonly string[]
}

/** Working hours of a day, `['07:30', '11:30']`, in order. */
export type Hours = readonly (readonly [from: string, to: string])[]

export interface CalendarData {
  /** By weekday, 0 Sunday … 6 Saturday; a weekday without hours is off. */
  readonly week: { readonly [weekday: number]: Hours }
  /** Hours of worked days that the week has off. */
  readonly makeUpHours: Hours
  readonly years: readonly CalendarYear[]
}

/** Spans of one day in milliseconds since local midnight, in order, without overlap. */
export type DaySpans = readonly (readonly [from: number, to: number])[]

/** When an agency works. Frozen; made by {@link createCalendar}. */
export interface Calendar {
  /** The working spans of a local day; empty: off. @throws CalendarError CALENDAR_YEAR_MISSING */
  spansOf(day: number): DaySpans
  /** @throws CalendarError CALENDAR_YEAR_MISSING */
  yearOf(year: number): CalendarYear
  readonly years: readonly number[]
}

/** `CALENDAR_YEAR_MISSING`: no holidays are known for a year. `CALENDAR_INVALID`: hours, dates or an amount make no sense. */
export class CalendarError extends Error {
  override readonly name = 'CalendarError'
  constructor(
    readonly code: 'CALENDAR_YEAR_MISSING' | 'CALENDAR_INVALID',
    message: string,
  ) {
    super(message)
  }
}

/** The hours most agencies publish. There is no national rule: give your own to `vietnamCalendar`. */
export const USUAL_HOURS: Hours = [
  ['07:30', '11:30'],
  ['13:00', '17:00'],
]

/** @throws CalendarError CALENDAR_INVALID */
export function createCalendar(data: CalendarData): Calendar {
  const week = [0, 1, 2, 3, 4, 5, 6].map((weekday) => spans(data.week[weekday] ?? []))
  const makeUp = spans(data.makeUpHours)
  const years = new Map(data.years.map((year) => [year.year, year]))
  const off = new Set(data.years.flatMap((year) => days(year.holidays, year.year)))
  const worked = new Set(data.years.flatMap((year) => days(year.workedDays, year.year)))
  if (week.every((hours) => hours.length === 0)) throw invalid('expected hours on some weekday, found none')
  const yearOf = (year: number): CalendarYear => {
    const found = years.get(year)
    if (found !== undefined) return found
    const known = [...years.keys()].sort((a, b) => a - b)
    const message = `expected holidays for ${year}, found those of ${known[0] ?? 'no'} to ${known.at(-1) ?? 'year'}: add a CalendarYear for ${year}`
    throw new CalendarError('CALENDAR_YEAR_MISSING', message)
  }
  return Object.freeze({
    years: Object.freeze([...years.keys()].sort((a, b) => a - b)),
    yearOf,
    spansOf(day: number): DaySpans {
      yearOf(yearOfDay(day))
      if (off.has(day)) return []
      const usual = week[weekdayOf(day)] ?? []
      return worked.has(day) && usual.length === 0 ? makeUp : usual
    },
  })
}

function spans(hours: Hours): DaySpans {
  let last = 0
  return hours.map(([from, to]) => {
    const [start, end] = [timeOf(from), timeOf(to)]
    if (start === undefined || end === undefined || start < last || end <= start || end > DAY_MS) {
      throw invalid(`expected hours in order as ["07:30", "11:30"], found ["${from}", "${to}"]`)
    }
    last = end
    return [start, end] as const
  })
}

function days(dates: readonly string[], year: number): number[] {
  return dates.map((date) => {
    const day = dayOfDate(date)
    if (day === undefined || !dateOfDay(day).startsWith(String(year)))
      throw invalid(`expected a date in ${year}, found "${date}"`)
    return day
  })
}

function invalid(message: string): CalendarError {
  return new CalendarError('CALENDAR_INVALID', message)
}
