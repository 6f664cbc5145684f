import { attempt, namedZone, nowOf, offsetOf, parseDate, parseDateTime, parseDuration, parseTime, Temporal } from '../temporal.ts'
import { DayTimeDuration, FeelDateTime, FeelTime, offsetText, SECOND, YearMonthDuration, type FeelValue } from '../value.ts'
import { decimal } from '../number.ts'
import { builtin, number, text, Unfit, whole, type Builtins } from './define.ts'

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

function dateOf(value: FeelValue | undefined): Temporal.PlainDate {
  const found =
    value instanceof Temporal.PlainDate
      ? value
      : value instanceof FeelDateTime
        ? value.plain.toPlainDate()
        : parseDate(text(value))
  if (found === null) throw new Unfit(`expected a date, found ${JSON.stringify(value).slice(0, 40)}`)
  return found
}

function orUnfit<T>(value: T | null, expected: string): T {
  if (value === null) throw new Unfit(`expected ${expected}`)
  return value
}

/** A date, or that of a date and time; text is no date (ruling S-20: `date()` makes one of it). */
function theDate(value: FeelValue | undefined): Temporal.PlainDate {
  if (value instanceof Temporal.PlainDate) return value
  if (value instanceof FeelDateTime) return value.plain.toPlainDate()
  throw new Unfit('expected a date')
}

/** Dates are also read from the text that variables hold. */
function aDate(value: FeelValue | undefined): Temporal.PlainDate {
  return typeof value === 'string' && value.includes('T') ? dateOf(orUnfit(parseDateTime(value), 'a date')) : dateOf(value)
}

export const TEMPORAL: Builtins = {
  date: builtin(
    'year|from, month, day',
    ([year, month, day]) => {
      if (month === undefined) return aDate(year)
      const parts = { year: whole(year), month: whole(month), day: whole(day) }
      return orUnfit(
        attempt(() => Temporal.PlainDate.from(parts, { overflow: 'reject' })),
        'a date',
      )
    },
    1,
  ),
  time: builtin(
    'hour|from, minute, second, offset',
    ([hour, minute, second, offset]) => {
      if (minute !== undefined) {
        const written = decimal(number(second))
        const parts = { hour: whole(hour), minute: whole(minute), second: written.floor().toNumber() }
        const time = attempt(() => Temporal.PlainTime.from(parts, { overflow: 'reject' }))
        const nanoseconds = written.mod(1).mul(1e9).trunc().toNumber()
        const seconds = offset instanceof DayTimeDuration ? Number(offset.nanoseconds / SECOND) : undefined
        return new FeelTime(orUnfit(time, 'a time').add({ nanoseconds }), seconds)
      }
      if (hour instanceof FeelTime) return hour
      if (hour instanceof FeelDateTime) {
        const named = namedZone(hour)
        const [time, seconds] = [hour.plain.toPlainTime(), offsetOf(hour)]
        return named === undefined ? new FeelTime(time, seconds) : new FeelTime(time, seconds, named)
      }
      if (hour instanceof Temporal.PlainDate) return new FeelTime(new Temporal.PlainTime(), 0)
      const given = text(hour)
      return orUnfit(parseTime(given), `a time, found "${given.slice(0, 40)}"`)
    },
    1,
  ),
  'date and time': builtin(
    'date|from, time',
    ([date, time]) => {
      if (time === undefined) {
        if (date instanceof FeelDateTime) return date
        if (date instanceof Temporal.PlainDate) return new FeelDateTime(date.toPlainDateTime(), undefined)
        const given = text(date)
        return orUnfit(parseDateTime(given), `a date and time, found "${given.slice(0, 40)}"`)
      }
      const at = time instanceof FeelTime ? time : orUnfit(parseTime(text(time)), 'a time')
      const { offset } = at
      const zone = at.zone ?? (offset === undefined ? undefined : offset === 0 ? 'UTC' : offsetText(offset))
      return new FeelDateTime(dateOf(date).toPlainDateTime(at.time), zone)
    },
    1,
  ),
  duration: builtin('from', ([from]) => {
    if (from instanceof DayTimeDuration || from instanceof YearMonthDuration) return from
    return orUnfit(parseDuration(text(from)), `a duration, found "${text(from).slice(0, 40)}"`)
  }),
  'years and months duration': builtin('from, to', ([from, to]) => {
    const span = theDate(from).until(theDate(to), { largestUnit: 'months' })
    return new YearMonthDuration(span.months)
  }),
  now: builtin('', (_, env) => nowOf(env.at)),
  today: builtin('', (_, env) => nowOf(env.at).plain.toPlainDate()),
  'day of year': builtin('date', ([date]) => theDate(date).dayOfYear),
  'day of week': builtin('date', ([date]) => DAYS[theDate(date).dayOfWeek - 1] ?? null),
  'month of year': builtin('date', ([date]) => MONTHS[theDate(date).month - 1] ?? null),
  'week of year': builtin('date', ([date]) => theDate(date).weekOfYear ?? null),
  'last day of month': builtin('date', ([date]) => theDate(date).with({ day: theDate(date).daysInMonth })),
}
