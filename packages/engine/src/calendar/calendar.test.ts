import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDuration,
  addWorkingTime,
  createCalendar,
  dayOf,
  formatInstant,
  instantAt,
  isWorkingDay,
  localDateOf,
  parseDuration,
  parseInstant,
  parseRepetition,
  startOfDay,
  subtractWorkingTime,
  USUAL_HOURS,
  VIETNAM_YEARS,
  vietnamCalendar,
  workingTimeBetween,
} from './index.ts'

const calendar = vietnamCalendar()
const MINUTE = 60_000
const FIRST = Date.UTC(2021, 5, 1)
const LAST = Date.UTC(2029, 5, 1)
/** Whole minutes, so that an oracle can walk them. */
const instants = fc.integer({ min: FIRST / MINUTE, max: LAST / MINUTE }).map((minutes) => minutes * MINUTE)

/** Whether somebody is at the counter at this minute: read off the data day by day, with none of the code under test but the date. */
function isOpen(instant: number): boolean {
  const local = new Date(instant + 7 * 3_600_000)
  const date = local.toISOString().slice(0, 10)
  const time = local.toISOString().slice(11, 16)
  const year = VIETNAM_YEARS.find(({ year: number }) => number === local.getUTCFullYear())
  const isWeekday = local.getUTCDay() >= 1 && local.getUTCDay() <= 5
  const isWorked = year?.holidays.includes(date) === false && (isWeekday || year.workedDays.includes(date))
  return isWorked && USUAL_HOURS.some(([from, to]) => time >= from && time < to)
}

describe('working time', () => {
  it('is the number of minutes at which the agency is open', () => {
    fc.assert(
      fc.property(instants, fc.nat(6 * 24 * 60), (from, minutes) => {
        let open = 0
        for (let minute = 0; minute < minutes; minute++) if (isOpen(from + minute * MINUTE)) open++
        expect(workingTimeBetween(from, from + minutes * MINUTE, calendar)).toBe(open * MINUTE)
      }),
      { numRuns: 60 },
    )
  })

  it('added and measured gives what was added; subtracted leads back to an instant with as much between', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 20 * 8 * 60 }), (from, minutes) => {
        const to = addWorkingTime(from, minutes * MINUTE, calendar)
        expect(workingTimeBetween(from, to, calendar)).toBe(minutes * MINUTE)
        const back = subtractWorkingTime(to, minutes * MINUTE, calendar)
        expect(workingTimeBetween(back, to, calendar)).toBe(minutes * MINUTE)
        expect(back).toBeGreaterThanOrEqual(from)
      }),
    )
  })

  it('grows with what is added', () => {
    fc.assert(
      fc.property(instants, fc.nat(5_000), fc.nat(5_000), (from, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((minutes) => addWorkingTime(from, minutes * MINUTE, calendar))
        expect(less).toBeLessThanOrEqual(more ?? 0)
      }),
    )
  })
})

describe('instants', () => {
  it('read what they write, and know their local date', () => {
    fc.assert(
      fc.property(fc.integer({ min: FIRST, max: LAST }), (instant) => {
        expect(parseInstant(formatInstant(instant))).toBe(instant)
        expect(formatInstant(instant).startsWith(localDateOf(instant))).toBe(true)
        expect(startOfDay(dayOf(instant))).toBeLessThanOrEqual(instant)
      }),
    )
  })

  it.each([
    ['2025-08-29T15:10', '2025-08-29T15:10:00+07:00'],
    ['2025-08-29T08:10:00Z', '2025-08-29T15:10:00+07:00'],
    ['2025-08-29', '2025-08-29T00:00:00+07:00'],
    ['2025-08-29T15:10:00.250+09:00', '2025-08-29T13:10:00.250+07:00'],
  ])('%s is %s', (text, expected) => {
    expect(formatInstant(parseInstant(text) ?? 0)).toBe(expected)
  })

  it.each([
    '2025-02-29',
    '2025-13-01',
    '29/08/2025',
    '2025-08-29T25:00',
    '2025-08-29T15:60',
    '',
    'now',
    '2025-08-29T15:10+15:00',
  ])('%j is none', (text) => {
    expect(parseInstant(text)).toBeUndefined()
  })

  it('do not know the time zone of the machine', () => {
    const program = `process.stdout.write(String(new Date(2025, 7, 29).getTime()))`
    const zones = ['UTC', 'America/New_York', 'Asia/Ho_Chi_Minh'].map((TZ) =>
      spawnSync(process.execPath, ['-e', program], { env: { ...process.env, TZ } }).stdout.toString(),
    )
    expect(new Set(zones).size).toBe(3)
    const before = process.env.TZ
    const results = ['UTC', 'America/New_York', 'Asia/Ho_Chi_Minh'].map((zone) => {
      process.env.TZ = zone
      return [
        formatInstant(1_756_455_000_000),
        addWorkingTime(1_756_455_000_000, 3_600_000, calendar),
        parseInstant('2025-08-29T15:10'),
      ].join()
    })
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
    expect(new Set(results).size).toBe(1)
  })
})

describe('durations', () => {
  it.each([
    ['PT30M', '2025-01-31T10:30:00+07:00'],
    ['P1M', '2025-02-28T10:00:00+07:00'],
    ['P1Y', '2026-01-31T10:00:00+07:00'],
    ['P1DT12H', '2025-02-01T22:00:00+07:00'],
    ['P2W', '2025-02-14T10:00:00+07:00'],
    ['PT0.5H', '2025-01-31T10:30:00+07:00'],
  ])('%s after 31 January 2025, 10:00, is %s', (text, expected) => {
    const duration = parseDuration(text)
    expect(duration === undefined ? '' : formatInstant(addDuration(instantAt('2025-01-31', '10:00') ?? 0, duration))).toBe(
      expected,
    )
  })

  it.each(['', 'P', 'PT', '30M', 'P1H', 'PT-3M', 'P99999999Y', 'P1M2'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined()
  })

  it('repeat', () => {
    expect(parseRepetition('R3/PT10M')).toEqual({ times: 3, start: undefined, interval: { months: 0, ms: 600_000 } })
    expect(parseRepetition('R/2025-01-01T00:00:00Z/P1D')).toMatchObject({ times: undefined, start: Date.UTC(2025, 0, 1) })
    expect(parseRepetition('R3/soon')).toBeUndefined()
  })
})

describe('the calendar of Vietnam', () => {
  const day = (date: string) => dayOf(instantAt(date) ?? 0)

  it.each([
    ['2025-09-01', false, 'the day beside National Day'],
    ['2025-09-02', false, 'National Day'],
    ['2025-04-26', true, 'a Saturday worked for 2 May'],
    ['2025-05-02', false, 'the day swapped with it'],
    ['2024-05-04', true, 'a Saturday worked for 29 April'],
    ['2026-11-24', false, 'Vietnam Culture Day, for the first time'],
    ['2025-11-24', true, 'the same day a year before'],
    ['2025-08-30', false, 'a Saturday'],
    ['2025-08-29', true, 'a Friday'],
  ])('%s: worked is %s, %s', (date, worked) => {
    expect(isWorkingDay(day(date), calendar)).toBe(worked)
  })

  it('has at least the eleven days of the law off in every year, counting those on a weekend', () => {
    for (const { year, holidays } of VIETNAM_YEARS) {
      expect(holidays.length).toBeGreaterThanOrEqual(9)
      expect(holidays.every((date) => date.startsWith(String(year)))).toBe(true)
    }
  })

  it('says which year it does not know', () => {
    expect(() => isWorkingDay(day('2040-01-02'), calendar)).toThrow(expect.objectContaining({ code: 'CALENDAR_YEAR_MISSING' }))
  })

  it('refuses hours and dates that make no sense', () => {
    const week = { 1: USUAL_HOURS }
    const invalid = expect.objectContaining({ code: 'CALENDAR_INVALID' }) as Error
    expect(() => createCalendar({ week: { 1: [['12:00', '08:00']] }, makeUpHours: [], years: [] })).toThrow(invalid)
    expect(() => createCalendar({ week: {}, makeUpHours: [], years: [] })).toThrow(invalid)
    const year = { year: 2025, source: '', provisional: false, holidays: ['2026-01-01'], workedDays: [] }
    expect(() => createCalendar({ week, makeUpHours: [], years: [year] })).toThrow(invalid)
  })
})
