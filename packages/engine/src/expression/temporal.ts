import { Temporal } from 'temporal-polyfill'
import {
  DayTimeDuration,
  FeelDateTime,
  FeelTime,
  offsetText,
  SECOND,
  secondsText,
  YearMonthDuration,
  type FeelValue,
} from './value.ts'

/** Vietnam's offset: what has no zone is compared in it. One, all year. */
const HOME = '+07:00'

export function parseDate(text: string): Temporal.PlainDate | null {
  return /^-?(\d{4}|[1-9]\d{4,8})-\d\d-\d\d$/.test(text) && !text.startsWith('-0000')
    ? attempt(() => Temporal.PlainDate.from(signed(text)))
    : null
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
  const named = zone.startsWith('@') ? zone.slice(1) : undefined
  const offset = named === undefined ? offsetSeconds(zone) : zoneOffset(named)
  return offset === null ? null : named === undefined ? new FeelTime(time, offset) : new FeelTime(time, offset, named)
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
  if (date === null || time?.offset !== undefined || time === null) return null
  const plain = date.toPlainDateTime(time.time)
  if (zone === undefined) return new FeelDateTime(plain, undefined)
  const found = new FeelDateTime(plain, zone === 'Z' ? 'UTC' : zone.replace(/^@/, ''))
  return attempt(() => instantOf(found)) === null ? null : found
}

/** Characters of a duration: more digits than this say no time that a calendar has. */
const LONGEST_DURATION = 100
const LONGEST = BigInt(Number.MAX_SAFE_INTEGER) * SECOND

export function parseDuration(text: string): DayTimeDuration | YearMonthDuration | null {
  const months = /^(-?)P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?$/.exec(text)
  if (months !== null) {
    const total = Number(months[2] ?? 0) * 12 + Number(months[3] ?? 0)
    return Number.isSafeInteger(total) ? new YearMonthDuration(months[1] === '-' ? -total : total) : null
  }
  const time = /^(-?)P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text)
  if (time === null) return null
  const [, sign, days, hours, minutes, seconds = '0'] = time
  if (text.length > LONGEST_DURATION) return null
  const whole = BigInt(days ?? 0) * 86_400n + BigInt(hours ?? 0) * 3_600n + BigInt(minutes ?? 0) * 60n
  const [own = '0', fraction = ''] = seconds.split('.')
  const total = (whole + BigInt(own)) * SECOND + BigInt(fraction.slice(0, 9).padEnd(9, '0'))
  return total <= LONGEST ? new DayTimeDuration(sign === '-' ? -total : total) : null
}

/** `@"…"`: whichever of them it is. */
export function parseTemporal(text: string): FeelValue {
  return parseDuration(text) ?? parseDate(text) ?? parseTime(text) ?? parseDateTime(text)
}

/** Nanoseconds since 1970-01-01T00:00:00Z; what has no zone is at home. */
export function instantOf({ plain, zone = HOME }: FeelDateTime): bigint {
  const offset = /^[+-]/.test(zone) ? offsetSeconds(zone) : null
  if (offset === null) return plain.toZonedDateTime(zone).epochNanoseconds
  return plain.toZonedDateTime('UTC').epochNanoseconds - BigInt(offset) * SECOND
}

/** Nanoseconds since midnight in UTC: a whole number that JavaScript holds exactly. */
export function timeNanoseconds({ time, offset }: FeelTime): number {
  const { hour, minute, second, millisecond, microsecond, nanosecond } = time
  const seconds = hour * 3600 + minute * 60 + second - (offset ?? 7 * 3600)
  return seconds * 1e9 + millisecond * 1e6 + microsecond * 1e3 + nanosecond
}

/** The offset from UTC of an instant in a zone, in seconds. */
export function offsetOf({ plain, zone }: FeelDateTime): number | undefined {
  if (zone === undefined) return undefined
  const written = /^[+-]/.test(zone) ? offsetSeconds(zone) : null
  return written ?? plain.toZonedDateTime(zone).offsetNanoseconds / 1e9
}

/** How a time or a date and time says its zone; `Z` for any offset of nothing. */
export function zoneOf(value: FeelValue): string | undefined {
  if (value instanceof FeelTime) return value.zone ?? (value.offset === undefined ? undefined : offsetText(value.offset))
  if (!(value instanceof FeelDateTime) || value.zone === undefined) return undefined
  const offset = value.zone === 'UTC' ? 0 : /^[+-]/.test(value.zone) ? offsetSeconds(value.zone) : null
  return offset === null ? value.zone : offsetText(offset)
}

/** The name of a zone, where it has one beside its offset. */
export function namedZone({ zone }: FeelDateTime): string | undefined {
  return zone === undefined || zone === 'UTC' || /^[+-]/.test(zone) ? undefined : zone
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
    const { nanoseconds: all } = by
    const duration = { seconds: sign * Number(all / SECOND), nanoseconds: sign * Number(all % SECOND) }
    if (value instanceof Temporal.PlainDate) return value.toPlainDateTime().add(duration).toPlainDate()
    if (value instanceof FeelDateTime) {
      const named = namedZone(value)
      // Hours go by in it as they do everywhere, whatever its clocks do.
      const moved =
        named === undefined ? value.plain.add(duration) : value.plain.toZonedDateTime(named).add(duration).toPlainDateTime()
      return new FeelDateTime(moved, value.zone)
    }
    return value instanceof FeelTime ? new FeelTime(value.time.add(duration), value.offset, value.zone) : null
  })
}

/** What a temporal value has under a name, as `year`; `undefined`: nothing. */
export function propertyOf(value: FeelValue, name: string): FeelValue | undefined {
  if (value instanceof Temporal.PlainDate) return dateProperty(value, name)
  if (value instanceof FeelTime) return timeProperty(value.time, value.offset, value.zone, name)
  if (value instanceof FeelDateTime) {
    const { plain, zone } = value
    const named = zone === 'UTC' ? zone : namedZone(value)
    return dateProperty(plain.toPlainDate(), name) ?? timeProperty(plain.toPlainTime(), offsetOf(value), named, name)
  }
  if (value instanceof DayTimeDuration) {
    const { nanoseconds } = value
    const sign = nanoseconds < 0n ? -1 : 1
    const whole = nanoseconds < 0n ? -nanoseconds : nanoseconds
    const seconds = whole / SECOND
    const parts: Record<string, number> = {
      days: Number(seconds / 86_400n),
      hours: Number((seconds / 3_600n) % 24n),
      minutes: Number((seconds / 60n) % 60n),
      seconds: Number(secondsText(whole % (60n * SECOND))),
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
  if (name === 'second') {
    const { second, millisecond, microsecond, nanosecond } = time
    return Number(secondsText(BigInt(second) * SECOND + BigInt(millisecond * 1e6 + microsecond * 1e3 + nanosecond)))
  }
  if (name === 'time offset') return offset === undefined ? null : DayTimeDuration.ofSeconds(offset)
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
