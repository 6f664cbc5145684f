/**
 * Theory of operation
 *
 * A year whose notice has not come is computed from what the law fixes: the dates of the solar calendar, the days of the lunar one from
 * a table, and a substitute for each that falls on Saturday or Sunday. Two things are the Prime Minister's to decide each year: which
 * days around the first of the lunar year are off, and on which side of 2 September the second day lies. For these the rule is taken
 * that all announced years followed. Swaps cannot be foreseen. A test holds every announced year against this computation: they differ
 * by the announced swaps alone.
 */
import type { CalendarYear, DayOff } from './calendar.ts'
import { CalendarError, invalid } from './calendar-error.ts'
import { dateOfDay, dayOfDate, weekdayOf } from './instant.ts'
import lunar from './holidays/vn-lunar-days.json' with { type: 'json' }

const LUNAR: Readonly<Record<string, { readonly newYear: string; readonly hungKings: string }>> = lunar.years

/** The years whose lunar days we know. */
export const LUNAR_YEARS: readonly number[] = Object.keys(LUNAR).map(Number)

/** Days off by law, of which five around the first of the lunar year. */
const NEW_YEAR_DAYS = 5
/** 24 November is off from that year on. */
const CULTURE_DAY_SINCE = 2026

/**
 * The days off of a year, computed before its notice.
 *
 * @throws CalendarError CALENDAR_YEAR_MISSING  its lunar days are in no table; CALENDAR_INVALID  no year
 * @law Bộ luật Lao động 45/2019/QH14 Đ111.3 (substitutes), Đ112 (holidays); nghị quyết 28/2026/QH16 (24 November, without substitute)
 */
export function projectedYear(year: number): CalendarYear {
  if (!Number.isInteger(year)) throw invalid({ vi: 'năm là số nguyên', en: 'a year as a whole number' }, year)
  const days = LUNAR[String(year)]
  if (days === undefined) {
    const [first, last] = [LUNAR_YEARS[0], LUNAR_YEARS.at(-1)]
    throw new CalendarError('CALENDAR_YEAR_MISSING', {
      vi: `cần ngày âm lịch của năm ${year}, nhưng chỉ có ${first}–${last}`,
      en: `expected the lunar days of ${year}, found those of ${first} to ${last}`,
    })
  }
  const statutory = [
    on(`${year}-01-01`, 'Tết Dương lịch'),
    ...lunarNewYear(days.newYear),
    on(days.hungKings, 'Giỗ Tổ Hùng Vương'),
    on(`${year}-04-30`, 'Ngày Chiến thắng'),
    on(`${year}-05-01`, 'Quốc tế lao động'),
    ...nationalDays(year),
  ]
  const culture = year < CULTURE_DAY_SINCE ? [] : [on(`${year}-11-24`, 'Ngày Văn hóa Việt Nam')]
  const holidays = [...statutory, ...substitutes(statutory), ...culture].map(({ day, name, kind }): DayOff => ({
    date: dateOfDay(day),
    kind,
    name,
    ...(name === 'Ngày Văn hóa Việt Nam' ? { source: '28/2026/QH16' } : {}),
  }))
  return {
    year,
    source: 'Bộ luật Lao động 45/2019/QH14 Đ111, Đ112',
    projected: true,
    holidays: holidays.sort((a, b) => a.date.localeCompare(b.date)),
    workedDays: [],
  }
}

interface Off {
  readonly day: number
  readonly name: string
  readonly kind: DayOff['kind']
}

function on(date: string, name: string): Off {
  return { day: dayOfDate(date) as number, name, kind: 'holiday' }
}

/** One day before the first and three after where it is a Monday or Tuesday, two before and two after otherwise. */
function lunarNewYear(first: string): Off[] {
  const day = dayOfDate(first) as number
  const before = weekdayOf(day) === 1 || weekdayOf(day) === 2 ? 1 : 2
  return Array.from({ length: NEW_YEAR_DAYS }, (_, index) => ({
    day: day - before + index,
    name: 'Tết Âm lịch',
    kind: 'holiday' as const,
  }))
}

/** 2 September, and the day beside it that makes the longer row: the day after a Sunday, Monday or Thursday, else the day before. */
function nationalDays(year: number): Off[] {
  const day = dayOfDate(`${year}-09-02`) as number
  const isAfter = [0, 1, 4].includes(weekdayOf(day))
  return [0, isAfter ? 1 : -1].map((step) => ({ day: day + step, name: 'Quốc khánh', kind: 'holiday' as const }))
}

/** For each holiday on Saturday or Sunday the next working day that is not off yet. */
function substitutes(holidays: readonly Off[]): Off[] {
  const off = new Set(holidays.map(({ day }) => day))
  const found: Off[] = []
  for (const { day, name } of [...holidays].sort((a, b) => a.day - b.day)) {
    if (!isWeekend(day)) continue
    let next = day
    while (isWeekend(next) || off.has(next)) next++
    off.add(next)
    found.push({ day: next, name: `Nghỉ bù ${name}`, kind: 'substitute' })
  }
  return found
}

function isWeekend(day: number): boolean {
  return weekdayOf(day) === 0 || weekdayOf(day) === 6
}
