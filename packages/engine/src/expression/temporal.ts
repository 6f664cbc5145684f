import { Temporal } from 'temporal-polyfill'
import { DayTimeDuration, FeelDateTime, FeelTime, YearMonthDuration, type FeelValue } from './value.ts'

/** Vietnam's offset: what has no zone is compared in it. One, all year. */
const HOME = '+07:00'

export function parseDate(text: string): Temporal.PlainDate | null {
  return /^-?\d{4,9}-\d\d-\d\d$/.test(text) && text !== '-0000' ? attempt(() => Temporal.PlainDate.from(signed(text))) : null
}

/** Years beyond four digits are written with a sign in ISO 8601. */
function signed(text: string): string {
  const year = /^(-?)(\d+)-(.*)$/.exec(text)
  if (year === null || (year[1] === '' && year[2]?.length === 4)) return text
  return `${year[1] === '' ? '+' : '-'}${(year[2] ?? '').padStart(6, '0')}-${year[3] ?? ''}`
}

const ZONE = /(Z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z0-9_+/-]+)$/

export function parseTime(text: string): FeelTime | null {
  const zone = ZONE.exec(text)?.[1]
  const plain = zone === undefined ? text : text.slice(0, -zone.length)
  if (!/^\d\d:\d\d:\d\d(\.\d{1,9})?$/.test(plain)) return null
  const time = attempt(() => Temporal.PlainTime.from(plain))
  if (time === null) return null
  if (zone === undefined) return new FeelTime(time, undefined)
  const offset = zone.startsWith('@') ? zoneOffset(zone.slice(1)) : offsetSeconds(zone)
  return offset === null ? null : new FeelTime(time, offset)
}

function zoneOffset(zone: string): number | null {
  const zoned = attempt(() => Temporal.PlainDateTime.from('2025-01-01T00:00').toZonedDateTime(zone))
  return zoned === null ? null : zoned.offsetNanoseconds / 1e9
}

export function offsetSeconds(zone: string): number | null {
  if (zone === 'Z') return 0
  const found = /^([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(zone)
  if (found === null || Number(found[2]) > 18) return null
  const seconds = Number(found[2]) * 3600 + Number(found[3]) * 60 + Number(found[4] ?? 0)
  return found[1] === '-' ? -seconds : seconds
}

export function parseDateTime(text: string): FeelDateTime | null {
  const split = text.indexOf('T')
  if (split < 0) {
    const date = parseDate(text)
    return date === null ? null : new FeelDateTime(date.toPlainDateTime(), undefined)
  }
  const date = parseDate(text.slice(0, split))
  const rest = text.slice(split + 1)
  const zone = ZONE.exec(rest)?.[1]
  const time = parseTime(zone === undefined ? rest : rest.slice(0, -zone.length))
  if (date === null || time === null) return null
  const plain = date.toPlainDateTime(time.time)
  if (zone === undefined) return new FeelDateTime(plain, undefined)
  const name = zone === 'Z' ? 'UTC' : zone.replace(/^@/, '')
  return attempt(() => plain.toZonedDateTime(name)) === null ? null : new FeelDateTime(plain, name)
}

export function parseDuration(text: string): DayTimeDuration | YearMonthDuration | null {
  const months = /^(-?)P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?$/.exec(text)
  if (months !== null) {
    const total = Number(months[2] ?? 0) * 12 + Number(months[3] ?? 0)
    return Number.isSafeInteger(total) ? new YearMonthDuration(months[1] === '-' ? -total : total) : null
  }
  const time = /^(-?)P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text)
  if (time === null) return null
  const [, sign, days, hours, minutes, seconds] = time
  const total = Number(days ?? 0) * 86_400 + Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)
  return total <= Number.MAX_SAFE_INTEGER ? new DayTimeDuration(sign === '-' ? -total : total) : null
}

/** `@"…"`: whichever of them it is. */
export function parseTemporal(text: string): FeelValue {
  return parseDuration(text) ?? parseDate(text) ?? parseTime(text) ?? parseDateTime(text)
}

/** Seconds from `from` to `to`; what has no zone is at home. Fractions are told apart first: seconds since 1970 leave them no digits. */
export function secondsBetween(from: FeelDateTime, to: FeelDateTime): number {
  const [a, b] = [partsOf(from), partsOf(to)]
  return (b.milliseconds - a.milliseconds) / 1000 + (b.nanoseconds - a.nanoseconds) / 1e9
}

function partsOf({ plain, zone }: FeelDateTime): { readonly milliseconds: number; readonly nanoseconds: number } {
  const milliseconds = plain.toZonedDateTime(zone ?? HOME).epochMilliseconds
  return { milliseconds, nanoseconds: plain.microsecond * 1e3 + plain.nanosecond }
}

export function timeSeconds({ time, offset }: FeelTime): number {
  const own =
    time.hour * 3600 + time.minute * 60 + time.second + (time.millisecond * 1e6 + time.microsecond * 1e3 + time.nanosecond) / 1e9
  return offset === undefined ? own - 7 * 3600 : own - offset
}

export function atMidnight(date: Temporal.PlainDate): FeelDateTime {
  return new FeelDateTime(date.toPlainDateTime(), 'UTC')
}

export function nowOf(at: number): FeelDateTime {
  return new FeelDateTime(Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(HOME).toPlainDateTime(), HOME)
}

/** A date, time or date and time moved by a duration; `null`: that has no meaning. */
export function shift(value: FeelValue, by: DayTimeDuration | YearMonthDuration, sign: 1 | -1): FeelValue {
  return attempt(() => {
    if (by instanceof YearMonthDuration) {
      const duration = { months: sign * by.months }
      if (value instanceof Temporal.PlainDate) return value.add(duration)
      return value instanceof FeelDateTime ? new FeelDateTime(value.plain.add(duration), value.zone) : null
    }
    const nanoseconds = Math.round(sign * (by.seconds % 1) * 1e9)
    const duration = { seconds: sign * Math.trunc(by.seconds), nanoseconds }
    if (value instanceof Temporal.PlainDate) return value.toPlainDateTime().add(duration).toPlainDate()
    if (value instanceof FeelDateTime) return new FeelDateTime(value.plain.add(duration), value.zone)
    return value instanceof FeelTime ? new FeelTime(value.time.add(duration), value.offset) : null
  })
}

/** What a temporal value has under a name, as `year`; `undefined`: nothing. */
export function propertyOf(value: FeelValue, name: string): FeelValue | undefined {
  if (value instanceof Temporal.PlainDate) return dateProperty(value, name)
  if (value instanceof FeelTime) return timeProperty(value.time, value.offset, undefined, name)
  if (value instanceof FeelDateTime) {
    const { plain, zone } = value
    const offset = zone === undefined ? undefined : plain.toZonedDateTime(zone).offsetNanoseconds / 1e9
    const named = zone === undefined || /^[+-]/.test(zone) ? undefined : zone
    return dateProperty(plain.toPlainDate(), name) ?? timeProperty(plain.toPlainTime(), offset, named, name)
  }
  if (value instanceof DayTimeDuration) {
    const whole = Math.abs(value.seconds)
    const sign = value.seconds < 0 ? -1 : 1
    const parts: Record<string, number> = {
      days: Math.floor(whole / 86_400),
      hours: Math.floor(whole / 3_600) % 24,
      minutes: Math.floor(whole / 60) % 60,
      seconds: whole % 60,
    }
    return Object.hasOwn(parts, name) ? sign * (parts[name] ?? 0) + 0 : undefined
  }
  if (value instanceof YearMonthDuration) {
    if (name === 'years') return Math.trunc(value.months / 12) + 0
    return name === 'months' ? (value.months % 12) + 0 : undefined
  }
  return undefined
}

function dateProperty(date: Temporal.PlainDate, name: string): FeelValue | undefined {
  if (name === 'year' || name === 'month' || name === 'day') return date[name]
  return name === 'weekday' ? date.dayOfWeek : undefined
}

function timeProperty(
  time: Temporal.PlainTime,
  offset: number | undefined,
  zone: string | undefined,
  name: string,
): FeelValue | undefined {
  if (name === 'hour' || name === 'minute') return time[name]
  if (name === 'second') return time.second + (time.millisecond * 1e6 + time.microsecond * 1e3 + time.nanosecond) / 1e9
  if (name === 'time offset') return offset === undefined ? null : new DayTimeDuration(offset)
  return name === 'timezone' ? (zone ?? null) : undefined
}

export function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch {
    return null
  }
}
export { Temporal }
