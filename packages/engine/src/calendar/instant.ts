import { invalid } from './calendar-error.ts'

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/**
 * Vietnam keeps +07:00 all year. A fixed offset instead of a time zone: the same instant has the same local date on every machine.
 *
 * @law Quyết định 121/CP năm 1967; UTC+7 in one zone for the country
 */
export const OFFSET_MS = 7 * HOUR_MS

/** The furthest from 1970 that a date can be, in milliseconds. */
const LAST_MS = 8.64e15
const INSTANT = { vi: 'thời điểm tính bằng mili giây từ năm 1970', en: 'an instant in milliseconds since 1970' }
const DAY = { vi: 'ngày là số nguyên đếm từ 1970-01-01', en: 'a day as a whole number counted from 1970-01-01' }

/** @throws CalendarError CALENDAR_INVALID */
export function mustBeInstant(instant: Instant): void {
  if (typeof instant !== 'number' || !(Math.abs(instant + OFFSET_MS) <= LAST_MS)) throw invalid(INSTANT, instant)
}

/** @throws CalendarError CALENDAR_INVALID */
export function mustBeDay(day: number): void {
  if (!Number.isInteger(day) || Math.abs(day) * DAY_MS > LAST_MS) throw invalid(DAY, day)
}

/** Days since 1970-01-01, counted in local dates. @throws CalendarError CALENDAR_INVALID */
export function dayOf(instant: Instant): number {
  mustBeInstant(instant)
  return Math.floor((instant + OFFSET_MS) / DAY_MS)
}

/** The first instant of a local day. @throws CalendarError CALENDAR_INVALID */
export function startOfDay(day: number): Instant {
  mustBeDay(day)
  return day * DAY_MS - OFFSET_MS
}

/** Milliseconds since local midnight. */
export function timeOfDay(instant: Instant): number {
  return instant + OFFSET_MS - dayOf(instant) * DAY_MS
}

/** 0 Sunday … 6 Saturday. 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7
}

/** `2025-08-29` of a local day. */
export function dateOfDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

export function yearOfDay(day: number): number {
  return new Date(day * DAY_MS).getUTCFullYear()
}

/** The day of `2025-08-29`; `undefined`: no such date. */
export function dayOfDate(text: string): number | undefined {
  if (typeof text !== 'string') return undefined
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)
  if (match === null) return undefined
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const at = Date.UTC(year, month - 1, day)
  const date = new Date(at)
  if (year < 1 || date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day)
    return undefined
  return at / DAY_MS
}

/** Milliseconds since midnight of `15:00`; `undefined`: no such time. `24:00` is the end of the day. */
export function timeOf(text: string): number | undefined {
  if (typeof text !== 'string') return undefined
  const match = /^(\d\d):(\d\d)$/.exec(text)
  if (match === null) return undefined
  const [hour, minute] = [Number(match[1]), Number(match[2])]
  const time = hour * HOUR_MS + minute * MINUTE_MS
  return minute < 60 && time <= DAY_MS ? time : undefined
}

/** The instant of a local date and time, as `instantAt('2025-08-29', '15:10')`; `undefined`: no such date or time. */
export function instantAt(date: string, time = '00:00'): Instant | undefined {
  const [day, since] = [dayOfDate(date), timeOf(time)]
  return day === undefined || since === undefined ? undefined : startOfDay(day) + since
}

/** `2025-08-29T15:10:00+07:00`; with milliseconds only where there are some. @throws CalendarError CALENDAR_INVALID */
export function formatInstant(instant: Instant): string {
  mustBeInstant(instant)
  const text = new Date(instant + OFFSET_MS).toISOString().slice(0, -1)
  return `${text.endsWith('.000') ? text.slice(0, -4) : text}+07:00`
}

/** `2025-08-29`. @throws CalendarError CALENDAR_INVALID */
export function localDateOf(instant: Instant): string {
  return dateOfDay(dayOf(instant))
}

/** `15:10`. @throws CalendarError CALENDAR_INVALID */
export function localTimeOf(instant: Instant): string {
  mustBeInstant(instant)
  return new Date(instant + OFFSET_MS).toISOString().slice(11, 16)
}

const DATE_TIME = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?$/

/** ISO 8601. Without an offset the text is local time; a date alone is its first instant. `undefined`: no such instant. */
export function parseInstant(text: string): Instant | undefined {
  if (typeof text !== 'string') return undefined
  const day = dayOfDate(text)
  if (day !== undefined) return startOfDay(day)
  const match = DATE_TIME.exec(text)
  if (match === null) return undefined
  const [, date = '', hour = '', minute = '', second = '0', fraction = '', zone] = match
  const on = dayOfDate(date)
  const time = timeOf(`${hour}:${minute}`)
  if (on === undefined || time === undefined || Number(second) > 59) return undefined
  const offset = zone === undefined ? OFFSET_MS : offsetOf(zone)
  if (offset === undefined) return undefined
  const since = time + Number(second) * 1000 + Math.floor(Number(`0.${fraction || '0'}`) * 1000)
  return since > DAY_MS ? undefined : on * DAY_MS + since - offset
}

function offsetOf(zone: string): number | undefined {
  if (zone === 'Z') return 0
  const time = timeOf(zone.slice(1))
  return time === undefined || time > 14 * HOUR_MS ? undefined : zone.startsWith('-') ? -time : time
}
