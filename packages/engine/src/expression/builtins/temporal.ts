import { attempt, nowOf, parseDate, parseDateTime, parseDuration, parseTime, Temporal } from '../temporal.ts'
import { DayTimeDuration, FeelDateTime, FeelTime, isNumber, YearMonthDuration, type FeelValue } from '../value.ts'
import { builtin, text, Unfit, whole, type Builtins } from './define.ts'

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

/** Dates are also read from the text that variables hold. */
function aDate(value: FeelValue | undefined): Temporal.PlainDate {
  return typeof value === 'string' && value.includes('T') ? dateOf(orUnfit(parseDateTime(value), 'a date')) : dateOf(value)
}

export const TEMPORAL: Builtins = {
  date: builtin(
    'year, month, day',
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
    'hour, minute, second, offset',
    ([hour, minute, second, offset]) => {
      if (minute !== undefined) {
        const seconds = isNumber(second ?? null) ? Number(second) : 0
        const parts = { hour: whole(hour), minute: whole(minute), second: Math.floor(seconds) }
        const time = attempt(() => Temporal.PlainTime.from(parts, { overflow: 'reject' }))
        return new FeelTime(orUnfit(time, 'a time'), offset instanceof DayTimeDuration ? offset.seconds : undefined)
      }
      if (hour instanceof FeelTime) return hour
      if (hour instanceof FeelDateTime) {
        const { plain, zone } = hour
        return new FeelTime(
          plain.toPlainTime(),
          zone === undefined ? undefined : plain.toZonedDateTime(zone).offsetNanoseconds / 1e9,
        )
      }
      if (hour instanceof Temporal.PlainDate) return new FeelTime(new Temporal.PlainTime(), 0)
      const given = text(hour)
      return orUnfit(parseTime(given), `a time, found "${given.slice(0, 40)}"`)
    },
    1,
  ),
  'date and time': builtin(
    'date, time',
    ([date, time]) => {
      if (time === undefined) {
        if (date instanceof FeelDateTime) return date
        if (date instanceof Temporal.PlainDate) return new FeelDateTime(date.toPlainDateTime(), undefined)
        const given = text(date)
        return orUnfit(parseDateTime(given), `a date and time, found "${given.slice(0, 40)}"`)
      }
      const at = time instanceof FeelTime ? time : orUnfit(parseTime(text(time)), 'a time')
      const { offset } = at
      const zone = offset === undefined ? undefined : offset === 0 ? 'UTC' : zoneOf(offset)
      return new FeelDateTime(dateOf(date).toPlainDateTime(at.time), zone)
    },
    1,
  ),
  duration: builtin('from', ([from]) => {
    if (from instanceof DayTimeDuration || from instanceof YearMonthDuration) return from
    return orUnfit(parseDuration(text(from)), `a duration, found "${text(from).slice(0, 40)}"`)
  }),
  'years and months duration': builtin('from, to', ([from, to]) => {
    const span = aDate(from).until(aDate(to), { largestUnit: 'months' })
    return new YearMonthDuration(span.months)
  }),
  now: builtin('', (_, env) => nowOf(env.at)),
  today: builtin('', (_, env) => nowOf(env.at).plain.toPlainDate()),
  'day of year': builtin('date', ([date]) => aDate(date).dayOfYear),
  'day of week': builtin('date', ([date]) => DAYS[aDate(date).dayOfWeek - 1] ?? null),
  'month of year': builtin('date', ([date]) => MONTHS[aDate(date).month - 1] ?? null),
  'week of year': builtin('date', ([date]) => aDate(date).weekOfYear ?? null),
  'last day of month': builtin('date', ([date]) => aDate(date).with({ day: aDate(date).daysInMonth })),
}

function zoneOf(offset: number): string {
  const minutes = Math.abs(offset) / 60
  const two = (part: number) => String(Math.floor(part)).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}
