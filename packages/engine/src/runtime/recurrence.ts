import { Cron } from 'croner'
import { dueAt, parseInstant, type Calendar } from '../calendar/index.ts'
import { EngineError } from './engine-error.ts'

/** Vietnam has one time zone and no summer time. */
const ZONE = 'Asia/Ho_Chi_Minh'

/**
 * The first instant after `after` at which a rule says so; `null`: there is none. A rule is a cron expression in Vietnam's time, as
 * `0 7 * * 1`, or an ISO 8601 repetition from an instant on, as `R/2026-01-05T07:00:00+07:00/P7D`.
 *
 * @throws EngineError SCHEDULE_INVALID
 */
export function nextOf(rule: string, after: number, calendar: Calendar): number | null {
  return rule.startsWith('R') ? nextRepetition(rule, after, calendar) : nextCron(rule, after)
}

function nextCron(rule: string, after: number): number | null {
  try {
    return new Cron(rule, { timezone: ZONE, paused: true }).nextRun(new Date(after))?.getTime() ?? null
  } catch (cause) {
    throw invalid(rule, cause instanceof Error ? cause.message : 'none')
  }
}

/** By months or years nobody goes on for longer. */
const MOST_TURNS = 100_000

/** Has months or years, which are of several lengths. */
const IS_UNEVEN = /^P[^T]*[YM]/

function nextRepetition(rule: string, after: number, calendar: Calendar): number | null {
  const [repeat = '', start = '', span = '', ...rest] = rule.split('/')
  const times = /^R(\d*)$/.exec(repeat)
  const first = parseInstant(start)
  if (times === null || first === undefined || !span.startsWith('P') || rest.length > 0) throw invalid(rule, `"${rule}"`)
  const most = times[1] === '' ? Infinity : Number(times[1])
  const step = later(first, span, calendar, rule) - first
  // Now, and not when it has begun its first dossier.
  if (step <= 0) throw invalid(rule, `the span "${span}", which does not go on`)
  if (!IS_UNEVEN.test(span)) {
    const turn = Math.max(0, Math.floor((after - first) / step) + 1)
    return turn < most ? first + turn * step : null
  }
  let at = first
  for (let turn = 0; turn < Math.min(most, MOST_TURNS); turn++) {
    if (at > after) return at
    at = later(at, span, calendar, rule)
  }
  return null
}

function later(at: number, duration: string, calendar: Calendar, rule: string): number {
  try {
    return dueAt(at, { unit: 'elapsed', duration }, calendar)
  } catch {
    throw invalid(rule, `the span "${duration}"`)
  }
}

function invalid(rule: string, found: string): EngineError {
  return new EngineError('SCHEDULE_INVALID', `expected a cron expression or an ISO 8601 repetition, found ${found} in "${rule}"`)
}
