import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  addWorkingTime,
  dayOf,
  formatInstant,
  openFrom,
  openUntil,
  parseInstant,
  subtractWorkingTime,
  USUAL_HOURS,
  VIETNAM_YEARS,
  vietnamCalendar,
  workingDayAfter,
  workingDaysBetween,
  workingTimeBetween,
  type Calendar,
  type Hours,
  type VietnamOptions,
} from './index.ts'

const MINUTE = 60_000
const at = (text: string) => parseInstant(text) ?? Number.NaN

/** An agency as an embedder describes it, so that an oracle can read it without the code under test. */
interface Office {
  readonly name: string
  readonly hours: Hours
  readonly saturday: Hours
}
const OFFICES: readonly Office[] = [
  { name: 'the usual hours', hours: USUAL_HOURS, saturday: [] },
  { name: 'with Saturday mornings', hours: USUAL_HOURS, saturday: [['07:30', '11:30']] },
  { name: 'half days, up to midnight', hours: [['00:00', '00:30'], ['20:00', '24:00']], saturday: [] }, // prettier-ignore
]
const calendarOf = ({ hours, saturday }: Office): Calendar => vietnamCalendar({ hours, saturday })

/** Instants anywhere in 2021 to 2033, at whole minutes or in between. */
const instants = fc.integer({ min: Date.UTC(2021, 1, 1), max: Date.UTC(2033, 0, 1) })
/** From a moment to five years; two of them make ten. */
const amounts = fc.oneof(fc.nat(9 * 3_600_000), fc.nat(40 * 8 * 3_600_000), fc.nat(1_300 * 8 * 3_600_000))

/** Whether somebody is at the counter in this minute: read off the data, with none of the code under test but the date. */
function isOpen(office: Office, instant: number): boolean {
  const local = new Date(instant + 7 * 3_600_000)
  const date = local.toISOString().slice(0, 10)
  const time = local.toISOString().slice(11, 16)
  const year = VIETNAM_YEARS.find((one) => one.year === local.getUTCFullYear())
  const isOff = year?.holidays.some((day) => (typeof day === 'string' ? day : day.date) === date) === true
  if (isOff) return false
  const weekday = local.getUTCDay()
  const isWorkedInstead = year?.workedDays.includes(date) === true
  const usual = weekday === 0 ? [] : weekday === 6 ? office.saturday : office.hours
  return (isWorkedInstead ? office.hours : usual).some(([from, to]) => time >= from && time < to)
}

describe.each(OFFICES)('working time, $name', (office) => {
  const calendar = calendarOf(office)

  it('is the number of minutes at which the agency is open', () => {
    fc.assert(
      fc.property(instants, fc.nat(6 * 24 * 60), (when, minutes) => {
        const from = Math.floor(when / MINUTE) * MINUTE
        let open = 0
        for (let minute = 0; minute < minutes; minute++) if (isOpen(office, from + minute * MINUTE)) open++
        expect(workingTimeBetween(from, from + minutes * MINUTE, calendar)).toBe(open * MINUTE)
      }),
      { numRuns: 40 },
    )
  })

  it('added and measured gives the amount, at the earliest instant that does', () => {
    fc.assert(
      fc.property(instants, amounts, (from, amount) => {
        const to = addWorkingTime(from, amount, calendar)
        expect(workingTimeBetween(from, to, calendar)).toBe(amount)
        if (amount > 0) expect(workingTimeBetween(from, to - 1, calendar)).toBe(amount - 1)
      }),
    )
  })

  it('subtracted and measured gives the amount, at the latest instant that does', () => {
    fc.assert(
      fc.property(instants, fc.nat(40 * 8 * 3_600_000), (after, amount) => {
        const to = after + 400 * 86_400_000
        const from = subtractWorkingTime(to, amount, calendar)
        expect(workingTimeBetween(from, to, calendar)).toBe(amount)
        if (amount > 0) expect(workingTimeBetween(from + 1, to, calendar)).toBe(amount - 1)
      }),
    )
  })

  it('subtracted from what was added leads back, but for time in which nobody works; and the other way round', () => {
    fc.assert(
      fc.property(
        instants,
        amounts.filter((amount) => amount > 0),
        (from, amount) => {
          const to = addWorkingTime(from, amount, calendar)
          expect(subtractWorkingTime(to, amount, calendar)).toBe(openFrom(from, calendar))
          expect(addWorkingTime(subtractWorkingTime(to, amount, calendar), amount, calendar)).toBe(openUntil(to, calendar))
        },
      ),
    )
  })

  it('adds up over any split, and a later start or a larger amount never ends earlier', () => {
    fc.assert(
      fc.property(instants, amounts, amounts, fc.nat(9 * 86_400_000), (from, first, second, later) => {
        const inOne = addWorkingTime(from, first + second, calendar)
        expect(addWorkingTime(addWorkingTime(from, first, calendar), second, calendar)).toBe(inOne)
        expect(addWorkingTime(from, first, calendar)).toBeLessThanOrEqual(inOne)
        expect(addWorkingTime(from, first, calendar)).toBeLessThanOrEqual(addWorkingTime(from + later, first, calendar))
        const between = from + later
        const sum = workingTimeBetween(from, between, calendar) + workingTimeBetween(between, inOne, calendar)
        expect(sum).toBe(workingTimeBetween(from, inOne, calendar))
      }),
    )
  })

  it('counts working days as one that walks would', () => {
    fc.assert(
      fc.property(instants, fc.nat(300), (from, count) => {
        const day = dayOf(from)
        let [walked, left] = [day, count]
        while (left > 0) if (calendar.spansOf(++walked).length > 0) left--
        expect(workingDayAfter(day, count, calendar)).toBe(walked)
        expect(workingDaysBetween(day, walked, calendar)).toBe(count)
        expect(workingDaysBetween(walked, day, calendar)).toBe(-count || 0)
      }),
    )
  })
})

describe('cases that others got wrong', () => {
  const calendar = vietnamCalendar()
  it.each([
    ['2025-09-08T06:00', 8, '2025-09-08T17:00', 'a start before opening: one working day of 8 hours ends that day'],
    ['2025-09-08T18:00', 8, '2025-09-09T17:00', 'a start after closing: it runs from the next morning'],
    ['2025-09-08T12:00', 4, '2025-09-08T17:00', 'a start at noon: the break is no working time'],
    ['2025-09-02T10:00', 1, '2025-09-03T08:30', 'a start on a holiday'],
    ['2025-08-29T16:00', 2, '2025-09-03T08:30', 'a weekend and two holidays inside the span'],
    ['2025-04-25T16:00', 2, '2025-04-26T08:30', 'a Saturday that is worked instead of 2 May'],
    ['2025-12-31T16:30', 1, '2026-01-05T08:00', 'over the new year, with 2 January swapped'],
  ])('%s and %d working hours is %s: %s', (from, hours, to) => {
    const end = addWorkingTime(at(from), hours * 3_600_000, calendar)
    expect(formatInstant(end)).toBe(`${to}:00+07:00`)
    expect(workingTimeBetween(at(from), end, calendar)).toBe(hours * 3_600_000)
  })

  it('an agency with Saturday mornings is closed on a holiday Saturday, and works a make-up Saturday in full', () => {
    const mornings = vietnamCalendar({ saturday: [['07:30', '11:30']] })
    const worked = (day: string) => workingTimeBetween(at(`${day}T00:00`), at(`${day}T24:00`), mornings) / 3_600_000
    expect(worked('2025-09-06')).toBe(4)
    expect(worked('2023-09-02')).toBe(0)
    expect(worked('2026-08-22')).toBe(8)
  })

  it('summer hours, a half day of the agency, and a day on which it is closed', () => {
    const own = vietnamCalendar({
      periods: [{ from: '2025-04-16', week: { 1: [['07:00', '11:00']], 2: [['07:00', '11:00']] } }],
      specialDays: [
        { date: '2025-04-14', hours: [['07:30', '11:30']], source: 'thông báo của xã' },
        { date: '2025-04-15', hours: [], source: 'thông báo của xã' },
      ],
    })
    const worked = (day: string) => workingTimeBetween(at(`${day}T00:00`), at(`${day}T24:00`), own) / 3_600_000
    expect(['2025-04-11', '2025-04-14', '2025-04-15', '2025-04-16', '2025-04-21'].map(worked)).toEqual([8, 4, 0, 0, 4])
  })
})

describe('what cannot be', () => {
  const calendar = vietnamCalendar()
  it.each([-1, 0.5, Number.NaN, Infinity])('an amount of %d milliseconds is refused in both languages', (ms) => {
    for (const reckon of [addWorkingTime, subtractWorkingTime]) {
      expect(() => reckon(at('2025-09-08'), ms, calendar)).toThrow(
        expect.objectContaining({
          code: 'CALENDAR_INVALID',
          en: expect.stringContaining('expected an amount') as string,
          vi: expect.stringContaining('cần lượng thời gian') as string,
        }),
      )
    }
  })

  it.each([Number.NaN, Infinity, 1e16, 0.5])('an instant %d is refused', (instant) => {
    expect(() => workingTimeBetween(instant, 0, calendar)).toThrow(expect.objectContaining({ code: 'CALENDAR_INVALID' }))
  })

  it('a span that leaves the known years says which year is missing', () => {
    expect(() => addWorkingTime(at('2100-12-01'), 1e12, calendar)).toThrow(
      expect.objectContaining({ code: 'CALENDAR_YEAR_MISSING', vi: expect.stringContaining('2101') as string }),
    )
    expect(() => subtractWorkingTime(at('2021-01-05'), 1e12, calendar)).toThrow(
      expect.objectContaining({ code: 'CALENDAR_YEAR_MISSING', en: expect.stringContaining('2020') as string }),
    )
  })

  it.each<[VietnamOptions, string]>([
    [{ hours: [['07:30', '11:30'], ['11:00', '17:00']] }, 'overlapping hours'], // prettier-ignore
    [{ hours: [['08:00', '08:00']] }, 'hours of no length'],
    [{ hours: [['8:00', '12:00']] }, 'a time that is none'],
    [{ cutoff: '25:00' }, 'a cutoff that is none'],
    [{ years: [{ year: 2027, source: 'x', projected: false, holidays: ['2027-02-30'], workedDays: [] }] }, 'a date that is none'],
    [
      { years: [{ year: 2027, source: 'x', projected: false, holidays: ['2027-01-02'], workedDays: ['2027-01-02'] }] },
      'off and worked',
    ],
    [{ specialDays: [{ date: '29/08/2025', hours: [], source: 'x' }] }, 'a date written another way'],
  ])('%j is refused: %s', (options) => {
    expect(() => vietnamCalendar(options)).toThrow(expect.objectContaining({ code: 'CALENDAR_INVALID' }))
  })
})

describe('the time zone of the process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-zone-'))
  const bundle = join(folder, 'calendar.mjs')
  beforeAll(() => {
    const entry = fileURLToPath(new URL('./index.ts', import.meta.url))
    buildSync({ entryPoints: [entry], outfile: bundle, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' })
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  it('changes nothing: the same answers in processes of other zones, with and without summer time', () => {
    const program = `
      import * as c from ${JSON.stringify(bundle)}
      const calendar = c.vietnamCalendar({ saturday: [['07:30', '11:30']] })
      const found = []
      for (let at = Date.UTC(2025, 0, 3, 17, 30); at < Date.UTC(2026, 11, 1); at += 9.3 * 86400000) {
        found.push(c.formatInstant(at), c.parseInstant('2025-03-30T02:30'), c.localTimeOf(at), c.addWorkingTime(at, 1e7, calendar))
        for (const unit of ['workingDays', 'workingHours', 'days', 'hours', 'months']) found.push(c.dueAt(at, { unit, amount: 3 }, calendar))
      }
      process.stdout.write(new Date(2025, 6, 1).getTimezoneOffset() + ' ' + JSON.stringify(found))`
    const runs = ['UTC', 'America/New_York', 'Asia/Ho_Chi_Minh', 'Pacific/Kiritimati', 'Europe/London'].map((TZ) => {
      const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
        env: { ...process.env, TZ },
      })
      expect(stderr.toString()).toBe('')
      return stdout.toString()
    })
    const offsets = runs.map((run) => run.slice(0, run.indexOf(' ')))
    const answers = runs.map((run) => run.slice(run.indexOf(' ')))
    expect(new Set(offsets).size).toBe(5)
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]?.length).toBeGreaterThan(1_000)
  })
})
