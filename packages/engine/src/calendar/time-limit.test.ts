import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  dueAt,
  formatInstant,
  isWorkingDay,
  dayOf,
  parseInstant,
  addWorkingTime,
  restsOnProjection,
  resumeDueAt,
  transferDueAt,
  workingDaysBetween,
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
    [days(1.5), '2025-09-08T10:00', '2025-09-10T11:30', 'a day and a half: the end of the next day, and four hours more'],
    [days(17.5), '2026-06-22T09:00', '2026-07-16T11:30', '17.5 working days of a land registration'],
    [{ unit: 'workingHours', amount: 2 } as const, '2025-09-05T16:00', '2025-09-08T08:30', 'working hours over a weekend'],
    [{ unit: 'days', amount: 3 } as const, '2025-09-05T10:00', '2025-09-09T00:00', 'days end at 24:00 of the last'],
    [
      { unit: 'days', amount: 1 } as const,
      '2025-08-29T10:00',
      '2025-09-04T00:00',
      'a last day off moves to the next working day',
    ],
    [{ unit: 'hours', amount: 24 } as const, '2025-08-29T16:00', '2025-08-30T16:00', 'hours run day and night'],
    [
      { unit: 'months', amount: 1 } as const,
      '2026-01-31T09:00',
      '2026-03-03T00:00',
      'no 31 February: the last day, a Saturday; Monday',
    ],
    [{ unit: 'months', amount: 3 } as const, '2025-06-03T09:00', '2025-09-04T00:00', 'the same day of the third month'],
    [{ unit: 'days', amount: 30 } as const, '2026-01-20T09:00', '2026-02-24T00:00', 'thirty days that end within Tết'],
    [{ unit: 'sameDay' } as const, '2025-09-08T10:00', '2025-09-08T17:00', 'the same day'],
    [{ unit: 'sameDay' } as const, '2025-09-08T17:00', '2025-09-09T17:00', 'at closing: the next working day'],
    [{ unit: 'sameDay' } as const, '2025-08-31T10:00', '2025-09-03T17:00', 'on a Sunday before the holiday'],
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

describe('a cut-off', () => {
  const mornings = vietnamCalendar({ saturday: [['07:30', '11:30']], cutoff: '15:00' })

  it.each([
    ['2025-09-08T15:00', '2025-09-08T17:00'],
    ['2025-09-08T15:01', '2025-09-09T17:00'],
    ['2025-09-05T15:01', '2025-09-06T11:30'],
    ['2025-09-06T09:00', '2025-09-06T11:30'],
    ['2025-09-06T12:00', '2025-09-08T17:00'],
  ])('of the agency: received %s, settled on the same day by %s', (received, due) => {
    expect(formatInstant(dueAt(at(received), { unit: 'sameDay' }, mornings))).toBe(`${due}:00+07:00`)
  })

  it('of the limit goes before that of the agency', () => {
    const due = dueAt(at('2025-09-08T15:30'), { unit: 'sameDay' }, mornings, { cutoff: '16:00' })
    expect(formatInstant(due)).toBe('2025-09-08T17:00:00+07:00')
  })

  it.each([
    ['2025-09-05T15:00', '2025-09-05T17:00', 'in time: the same working day'],
    ['2025-09-05T15:10', '2025-09-08T07:30', 'after 15:00: the start of the next'],
    ['2025-09-06T09:00', '2025-09-08T07:30', 'on a day off'],
  ])('what is received %s is passed on by %s: %s', (received, due) => {
    expect(formatInstant(transferDueAt(at(received), calendar, { cutoff: '15:00' }))).toBe(`${due}:00+07:00`)
  })
})

describe('limits compared', () => {
  const units = ['workingDays', 'workingHours', 'days', 'hours', 'months'] as const

  it('a larger limit, or a later start, is never due earlier; nothing is due before it starts', () => {
    const amounts = fc.integer({ min: 0, max: 80 }).map((quarters) => quarters / 4)
    fc.assert(
      fc.property(instants, fc.nat(5 * 86_400_000), fc.constantFrom(...units), amounts, amounts, (start, later, unit, a, b) => {
        const whole = unit === 'days' || unit === 'months'
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((amount) => ({
          unit,
          amount: whole ? Math.floor(amount) : amount,
        }))
        if (less === undefined || more === undefined) throw new Error('expected two limits')
        expect(dueAt(start, less, calendar)).toBeGreaterThanOrEqual(start)
        expect(dueAt(start, more, calendar)).toBeGreaterThanOrEqual(dueAt(start, less, calendar))
        expect(dueAt(start + later, less, calendar)).toBeGreaterThanOrEqual(dueAt(start, less, calendar))
      }),
    )
  })

  it('one working day is a day at the counter, not 24 working hours', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 30 }), (start, amount) => {
        const due = dueAt(start, days(amount), calendar)
        expect(workingDaysBetween(dayOf(start), dayOf(due), calendar)).toBe(amount)
        expect(due).toBeLessThan(addWorkingTime(start, (amount + 1) * 8 * 3_600_000 + 1, calendar))
      }),
    )
  })

  it('days and months end at 24:00 of a working day, at most one row of days off later', () => {
    fc.assert(
      fc.property(
        instants,
        fc.integer({ min: 1, max: 24 }),
        fc.constantFrom('days' as const, 'months' as const),
        (start, amount, unit) => {
          const due = dueAt(start, { unit, amount }, calendar)
          expect(formatInstant(due)).toMatch(/T00:00:00\+07:00$/)
          expect(isWorkingDay(dayOf(due - 1), calendar)).toBe(true)
          const latest = unit === 'days' ? amount : amount * 31
          expect(dayOf(due - 1) - dayOf(start)).toBeLessThanOrEqual(latest + 10)
        },
      ),
    )
  })

  it('a fraction counts in hours of the length that the rules give a day', () => {
    const half = dueAt(at('2025-09-08T07:30'), days(0.5), calendar, { dayHours: 6 })
    expect(formatInstant(half)).toBe('2025-09-08T10:30:00+07:00')
    expect(() => dueAt(at('2025-09-08'), days(0.5), calendar, { dayHours: 0 })).toThrow(
      expect.objectContaining({ code: 'CALENDAR_INVALID' }),
    )
  })
})

describe('what is not announced yet', () => {
  it.each([
    ['2026-12-28T09:00', '2026-12-31T17:00', days(3), false],
    ['2026-12-28T09:00', '2027-01-05T17:00', days(5), true],
    ['2026-12-01T09:00', '2027-01-01T00:00', { unit: 'days', amount: 30 } as const, false],
    ['2027-03-01T09:00', '2027-03-02T17:00', days(1), true],
    ['2027-03-01T09:00', '2027-03-02T09:00', { unit: 'hours', amount: 24 } as const, false],
  ])('from %s to %s: %j rests on projected days: %s', (start, due, limit, projected) => {
    expect(restsOnProjection(at(start), at(due), limit, calendar)).toBe(projected)
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

  it('warns before the end', () => {
    const due = at('2025-09-08T17:00')
    expect(formatInstant(warnAt(due, { unit: 'workingHours', amount: 2 }, calendar))).toBe('2025-09-08T15:00:00+07:00')
    expect(formatInstant(warnAt(due, days(1), calendar))).toBe('2025-09-08T07:30:00+07:00')
  })
})
