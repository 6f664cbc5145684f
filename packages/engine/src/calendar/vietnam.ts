import { mustBeList, mustBeObject, mustKnowNames } from './calendar-error.ts'
import {
  createCalendar,
  USUAL_HOURS,
  type Calendar,
  type CalendarData,
  type CalendarYear,
  type DayOff,
  type Hours,
} from './calendar.ts'
import vn2021 from './holidays/vn-2021.json' with { type: 'json' }
import vn2022 from './holidays/vn-2022.json' with { type: 'json' }
import vn2023 from './holidays/vn-2023.json' with { type: 'json' }
import vn2024 from './holidays/vn-2024.json' with { type: 'json' }
import vn2025 from './holidays/vn-2025.json' with { type: 'json' }
import vn2026 from './holidays/vn-2026.json' with { type: 'json' }
import { LUNAR_YEARS, projectedYear } from './projection.ts'

const ANNOUNCED = [vn2021, vn2022, vn2023, vn2024, vn2025, vn2026] as readonly (Omit<CalendarYear, 'holidays'> & {
  readonly holidays: readonly DayOff[]
})[]

/** The years that we ship: announced ones with their notices, the others projected. */
export const VIETNAM_YEARS: readonly CalendarYear[] = LUNAR_YEARS.map(
  (year) => ANNOUNCED.find((announced) => announced.year === year) ?? projectedYear(year),
)

export interface VietnamOptions extends Pick<CalendarData, 'periods' | 'specialDays' | 'cutoff'> {
  /** Hours from Monday to Friday; 07:30–11:30 and 13:00–17:00 by default. */
  readonly hours?: Hours
  /** Hours on Saturdays, where the agency works then. */
  readonly saturday?: Hours
  /** Replace or add years, as when the annual notice has come. */
  readonly years?: readonly CalendarYear[]
}

const NAMES: Readonly<Record<keyof VietnamOptions, true>> = {
  ...{ hours: true, saturday: true, periods: true, specialDays: true, cutoff: true, years: true },
}

/**
 * The calendar of Vietnam's civil service, 2021 to 2100.
 *
 * @example
 * vietnamCalendar({ saturday: [['07:30', '11:30']], cutoff: '15:00' })
 * @throws CalendarError CALENDAR_INVALID
 * @law Bộ luật Lao động 45/2019/QH14 Đ111, Đ112; the yearly notices named in each year's `source`
 */
export function vietnamCalendar(options: VietnamOptions = {}): Calendar {
  mustBeObject(options)
  mustKnowNames(options, NAMES)
  const { hours = USUAL_HOURS, saturday = [], years: own = [], ...others } = options
  mustBeList('years', own)
  for (const year of own) mustBeObject(year, 'a year')
  return createCalendar({
    week: { 1: hours, 2: hours, 3: hours, 4: hours, 5: hours, 6: saturday },
    makeUpHours: hours,
    years: [...VIETNAM_YEARS.filter(({ year }) => !own.some((other) => other.year === year)), ...own],
    ...others,
  })
}
