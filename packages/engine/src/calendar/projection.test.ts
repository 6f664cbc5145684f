import { CalendarVietnamese } from 'date-chinese'
import { describe, expect, it } from 'vitest'
import { dayOf, instantAt, isWorkingDay, projectedYear, VIETNAM_YEARS, vietnamCalendar, type CalendarYear } from './index.ts'
import lunar from './holidays/vn-lunar-days.json' with { type: 'json' }

const calendar = vietnamCalendar()
const year = (number: number) => VIETNAM_YEARS.find((one) => one.year === number) as CalendarYear
const dates = ({ holidays }: CalendarYear) => holidays.map((day) => (typeof day === 'string' ? day : day.date))
const isWeekday = (date: string) => ![0, 6].includes(new Date(date).getUTCDay())

/** Weekdays off and Saturdays worked, as the yearly notices print them: day/month. */
const NOTICES: readonly (readonly [year: number, off: string, worked: string, notice: string])[] = [
  [2021, '1/1 10/2 11/2 12/2 15/2 16/2 21/4 30/4 3/5 2/9 3/9', '', '4875/TB-LĐTBXH'],
  [2022, '3/1 31/1 1/2 2/2 3/2 4/2 11/4 2/5 3/5 1/9 2/9', '', '119/TB-LĐTBXH'],
  [2023, '2/1 20/1 23/1 24/1 25/1 26/1 1/5 2/5 3/5 1/9 4/9', '', '5034/TB-LĐTBXH'],
  [2024, '1/1 8/2 9/2 12/2 13/2 14/2 18/4 29/4 30/4 1/5 2/9 3/9', '4/5', '5015/TB-LĐTBXH'],
  [2025, '1/1 27/1 28/1 29/1 30/1 31/1 7/4 30/4 1/5 2/5 1/9 2/9', '26/4', '6150/TB-BLĐTBXH'],
  [2026, '1/1 2/1 16/2 17/2 18/2 19/2 20/2 27/4 30/4 1/5 31/8 1/9 2/9 24/11', '10/1 22/8', '9441/TB-BNV'],
]

/** `3/5` of 2021 is `2021-05-03`. */
const listed = (number: number, text: string) =>
  text
    .split(' ')
    .filter((day) => day !== '')
    .map((day) => day.split('/').map((part) => part.padStart(2, '0')))
    .map(([day, month]) => `${number}-${month}-${day}`)

describe('the announced years', () => {
  it.each(NOTICES)('%d is off and worked as its notice says', (number, off, worked, notice) => {
    const announced = year(number)
    expect(dates(announced).filter(isWeekday)).toEqual(listed(number, off))
    expect(announced.workedDays).toEqual(listed(number, worked))
    expect(announced).toMatchObject({ projected: false, source: expect.stringContaining(notice) as string })
  })

  it('are those that the law gives, but for their swaps', () => {
    for (const [number] of NOTICES) {
      const announced = year(number)
      const swaps = announced.holidays.flatMap((day) => (typeof day !== 'string' && day.kind === 'swap' ? [day] : []))
      const foreseen = dates(projectedYear(number))
      expect(dates(announced).filter((date) => !foreseen.includes(date))).toEqual(swaps.map(({ date }) => date))
      expect(foreseen.filter((date) => !dates(announced).includes(date))).toEqual([])
      expect(swaps.map(({ workedInstead }) => workedInstead).sort()).toEqual(announced.workedDays)
    }
  })
})

describe('the lunar days', () => {
  it('are those that a library of the Vietnamese calendar finds, for every year', () => {
    const dateOf = (found: CalendarVietnamese) => {
      const { year: number, month, day } = found.toGregorian()
      return `${number}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
    }
    expect(Object.keys(lunar.years)).toHaveLength(80)
    for (const [number, { newYear, hungKings }] of Object.entries(lunar.years)) {
      const first = new CalendarVietnamese()
      first.fromJDE(first.newYear(Number(number)))
      expect(dateOf(first)).toBe(newYear)
      const [cycle = 0, year60 = 0] = first.get()
      expect(dateOf(new CalendarVietnamese(cycle, year60, 3, false, 10))).toBe(hungKings)
    }
  })

  it('begin 2030 a day before China does', () => {
    expect(lunar.years['2030'].newYear).toBe('2030-02-02')
  })
})

describe('the projected years', () => {
  it.each([
    [2027, '1/1 4/2 5/2 8/2 9/2 10/2 16/4 30/4 3/5 2/9 3/9 24/11'],
    [2028, '3/1 24/1 25/1 26/1 27/1 28/1 4/4 1/5 2/5 1/9 4/9 24/11'],
    [2030, '1/1 31/1 1/2 4/2 5/2 6/2 12/4 30/4 1/5 2/9 3/9'],
  ])('%d', (number, off) => {
    expect(projectedYear(number).projected).toBe(true)
    expect(dates(projectedYear(number)).filter(isWeekday)).toEqual(listed(number, off))
  })

  it('have the eleven days of the law, one more since 2026, and a substitute for each of the eleven that falls on a weekend', () => {
    for (const { year: number, holidays, projected } of VIETNAM_YEARS) {
      if (!projected) continue
      const of = (kind: string) => holidays.filter((day) => typeof day !== 'string' && day.kind === kind) as { date: string }[]
      expect(of('holiday')).toHaveLength(12)
      const onWeekend = of('holiday').filter(({ date }) => !isWeekday(date) && !date.endsWith('11-24'))
      expect(of('substitute'), String(number)).toHaveLength(onWeekend.length)
      expect(of('substitute').every(({ date }) => isWeekday(date))).toBe(true)
    }
  })

  it('are not known beyond the lunar table', () => {
    expect(() => projectedYear(2101)).toThrow(expect.objectContaining({ code: 'CALENDAR_YEAR_MISSING' }))
    expect(isWorkingDay(dayOf(instantAt('2100-12-30') ?? 0), calendar)).toBe(true)
  })
})
