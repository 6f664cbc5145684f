import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  dueAt,
  formatInstant,
  isProvisional,
  isWorkingDay,
  dayOf,
  parseInstant,
  resumeDueAt,
  vietnamCalendar,
  warnAt,
  workingTimeBetween,
  type TimeLimit,
} from './index.ts'

const calendar = vietnamCalendar()
const at = (text: string) => parseInstant(text) ?? Number.NaN
const days = (amount: number): TimeLimit => ({ unit: 'workingDays', amount })
const instants = fc.integer({ min: Date.UTC(2022, 0), max: Date.UTC(2028, 0) })

describe('one working day with a cut-off at 15:00 (1.001193)', () => {
  it.each([
    ['2025-08-29T10:00', '2025-08-29T17:00', 'Friday morning: the same day'],
    ['2025-08-29T15:00', '2025-08-29T17:00', 'at the cut-off: the same day'],
    ['2025-08-29T15:10', '2025-09-03T17:00', 'Friday 15:10 before the holiday: Wednesday'],
    ['2025-08-30T09:00', '2025-09-03T17:00', 'on Saturday: the same Wednesday'],
    ['2025-09-03T06:00', '2025-09-03T17:00', 'before opening: that day'],
    ['2025-04-25T16:00', '2025-04-26T17:00', 'before a Saturday that is worked'],
  ])('%s is due %s: %s', (received, due) => {
    expect(formatInstant(dueAt(at(received), days(1), calendar, { cutoff: '15:00' }))).toBe(`${due}:00+07:00`)
  })
})

describe('other limits', () => {
  it.each([
    [days(3), '2025-09-08T10:00', '2025-09-11T17:00', 'working days: the first is not counted'],
    [days(0.5), '2025-09-08T10:00', '2025-09-08T15:30', 'half a day is four working hours'],
    [{ unit: 'workingHours', amount: 2 } as const, '2025-09-05T16:00', '2025-09-08T08:30', 'working hours over a weekend'],
    [{ unit: 'days', amount: 3 } as const, '2025-09-05T10:00', '2025-09-09T00:00', 'days end at 24:00 of the last'],
    [
      { unit: 'days', amount: 1 } as const,
      '2025-08-29T10:00',
      '2025-09-04T00:00',
      'a last day off moves to the next working day',
    ],
    [
      { unit: 'elapsed', duration: 'PT30M' } as const,
      '2025-08-29T16:50',
      '2025-08-29T17:20',
      'elapsed time does not stop at the door',
    ],
  ])('%j from %s is %s: %s', (limit, from, due) => {
    expect(formatInstant(dueAt(at(from), limit, calendar))).toBe(`${due}:00+07:00`)
  })

  it('working days end when the agency closes on a working day, with so many working days in between', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 40 }), fc.boolean(), (start, amount, hasCutoff) => {
        const due = dueAt(start, days(amount), calendar, hasCutoff ? { cutoff: '15:00' } : {})
        expect(formatInstant(due)).toMatch(/T17:00:00\+07:00$/)
        let worked = 0
        for (let day = dayOf(start) + 1; day <= dayOf(due); day++) if (isWorkingDay(day, calendar)) worked++
        const countsToday = worked === amount - 1
        expect(worked === amount || (hasCutoff && countsToday && isWorkingDay(dayOf(start), calendar))).toBe(true)
      }),
    )
  })

  it('a later start is never due earlier', () => {
    fc.assert(
      fc.property(instants, fc.nat(10 * 86_400_000), fc.integer({ min: 1, max: 10 }), (start, later, amount) => {
        const options = { cutoff: '15:00' }
        expect(dueAt(start + later, days(amount), calendar, options)).toBeGreaterThanOrEqual(
          dueAt(start, days(amount), calendar, options),
        )
      }),
    )
  })

  it.each([Number.NaN, -1, Infinity, 1e9])('an amount of %d is refused', (amount) => {
    expect(() => dueAt(at('2025-09-08'), days(amount), calendar)).toThrow(expect.objectContaining({ code: 'CALENDAR_INVALID' }))
  })
})

describe('a pause', () => {
  it('leaves as much working time as was left', () => {
    fc.assert(
      fc.property(instants, fc.nat(5 * 86_400_000), fc.nat(20 * 86_400_000), (start, untilPause, pause) => {
        const due = dueAt(start, days(10), calendar)
        const pausedAt = Math.min(start + untilPause, due)
        const resumed = resumeDueAt(due, pausedAt, pausedAt + pause, 'workingDays', calendar)
        const left = workingTimeBetween(pausedAt, due, calendar)
        expect(workingTimeBetween(pausedAt + pause, resumed, calendar)).toBe(left)
      }),
    )
  })

  it('warns before the end, and says what is not announced yet', () => {
    const due = at('2025-09-08T17:00')
    expect(formatInstant(warnAt(due, { unit: 'workingHours', amount: 2 }, calendar))).toBe('2025-09-08T15:00:00+07:00')
    expect(formatInstant(warnAt(due, days(1), calendar))).toBe('2025-09-08T07:30:00+07:00')
    expect(isProvisional(due, calendar)).toBe(false)
    expect(isProvisional(at('2028-03-01'), calendar)).toBe(true)
  })
})
