import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDuration,
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
  USUAL_HOURS,
  vietnamCalendar,
  type VietnamOptions,
} from './index.ts'

const calendar = vietnamCalendar()
const FIRST = Date.UTC(2021, 5, 1)
const LAST = Date.UTC(2029, 5, 1)

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

  it('says which year it does not know', () => {
    expect(() => isWorkingDay(day('2101-01-03'), calendar)).toThrow(expect.objectContaining({ code: 'CALENDAR_YEAR_MISSING' }))
  })

  it('takes a week as a list of seven days as well as one by number, in periods too', () => {
    const byNumber = { 1: USUAL_HOURS, 6: [USUAL_HOURS[0] ?? ['08:00', '11:00']] } as const
    const listed = [0, 1, 2, 3, 4, 5, 6].map((weekday) => byNumber[weekday as 1 | 6] ?? [])
    const years = [{ year: 2025, source: 'a notice', projected: false, holidays: [], workedDays: [] }]
    const first = dayOf(parseInstant('2025-01-01') ?? 0)
    const made = [byNumber, listed].map((week) =>
      createCalendar({ week, makeUpHours: [], years, periods: [{ from: '2025-04-15', week }] }),
    )
    const spans = made.map((one) =>
      [1, 100, 200].flatMap((after) => [0, 1, 2, 3, 4, 5, 6].map((day) => one.spansOf(first + after + day))),
    )
    expect(spans[1]).toEqual(spans[0])
  })

  it('refuses what Vietnam has under another name: a Saturday that is misspelt would never be worked', () => {
    const misspelt = { saturdays: [['07:30', '11:30']] } as VietnamOptions
    expect(() => vietnamCalendar(misspelt)).toThrow(
      /expected options of these names: hours, saturday, .*, found "saturdays" — cần một trong các tùy chọn hours, .*"saturdays"/,
    )
    expect(() => vietnamCalendar({ saturday: [['07:30', '11:30']] })).not.toThrow()
  })

  it('refuses hours and dates that make no sense', () => {
    const week = { 1: USUAL_HOURS }
    const invalid = expect.objectContaining({ code: 'CALENDAR_INVALID' }) as Error
    expect(() => createCalendar({ week: { 1: [['12:00', '08:00']] }, makeUpHours: [], years: [] })).toThrow(invalid)
    expect(() => createCalendar({ week: {}, makeUpHours: [], years: [] })).toThrow(invalid)
    const year = { year: 2025, source: '', projected: false, holidays: ['2026-01-01'], workedDays: [] }
    expect(() => createCalendar({ week, makeUpHours: [], years: [year] })).toThrow(invalid)
  })
})
