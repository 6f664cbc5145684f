import { invalid } from './calendar-error.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, mustBeInstant, OFFSET_MS, parseInstant, type Instant } from './instant.ts'

/** An ISO 8601 duration. Months and years are counted on the calendar, the rest is elapsed time. */
export interface Duration {
  readonly months: number
  readonly ms: number
}

const DURATION =
  /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)W)?(?:(\d+(?:[.,]\d+)?)D)?(?:T(?=.)(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/

const DURATION_PARTS = {
  vi: 'khoảng thời gian do parseDuration đọc, với months và ms là số',
  en: 'a duration of parseDuration, with numbers as months and ms',
}

/** Longer than this is no duration of a procedure: a thousand years. */
const LONGEST_MONTHS = 12_000

/** `PT30M`, `P1DT12H`, `P3M`; `undefined`: not a duration. */
export function parseDuration(text: string): Duration | undefined {
  if (typeof text !== 'string') return undefined
  const match = DURATION.exec(text)
  if (match === null) return undefined
  const [years, months, weeks, days, hours, minutes, seconds] = match
    .slice(1)
    .map((part) => Number((part ?? '0').replace(',', '.')))
  const total = (years ?? 0) * 12 + (months ?? 0)
  const ms = Math.round(
    ((weeks ?? 0) * 7 + (days ?? 0)) * DAY_MS + (hours ?? 0) * HOUR_MS + (minutes ?? 0) * MINUTE_MS + (seconds ?? 0) * 1000,
  )
  return total > LONGEST_MONTHS || ms > LONGEST_MONTHS * 31 * DAY_MS ? undefined : { months: total, ms }
}

/** Months first, on the local calendar, cut to the month's last day; then the elapsed part. @throws CalendarError CALENDAR_INVALID */
export function addDuration(instant: Instant, duration: Duration): Instant {
  mustBeInstant(instant)
  const { months, ms } = Object(duration) as Partial<Duration>
  if (!Number.isInteger(months) || typeof ms !== 'number' || Number.isNaN(ms)) throw invalid(DURATION_PARTS, duration)
  if (duration.months === 0) return instant + duration.ms
  const local = new Date(instant + OFFSET_MS)
  const month = local.getUTCMonth() + duration.months
  const last = new Date(Date.UTC(local.getUTCFullYear(), month + 1, 0)).getUTCDate()
  const day = Math.min(local.getUTCDate(), last)
  const time = (((instant + OFFSET_MS) % DAY_MS) + DAY_MS) % DAY_MS
  return Date.UTC(local.getUTCFullYear(), month, day) + time - OFFSET_MS + duration.ms
}

/** ISO 8601 repetition, as `R3/PT10M` or `R/2025-01-01T00:00:00Z/PT1H`. */
export interface Repetition {
  /** `undefined`: without end. */
  readonly times: number | undefined
  readonly start: Instant | undefined
  readonly interval: Duration
}

export function parseRepetition(text: string): Repetition | undefined {
  if (typeof text !== 'string') return undefined
  const match = /^R(\d{0,9})\/(?:([^/]+)\/)?([^/]+)$/.exec(text)
  if (match === null) return undefined
  const [, times = '', from, every = ''] = match
  const interval = parseDuration(every)
  const start = from === undefined ? undefined : parseInstant(from)
  if (interval === undefined || (from !== undefined && start === undefined)) return undefined
  return { times: times === '' ? undefined : Number(times), start, interval }
}
