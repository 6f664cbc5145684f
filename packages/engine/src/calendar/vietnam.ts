import { createCalendar, USUAL_HOURS, type Calendar, type CalendarYear, type Hours } from './calendar.ts'
import vn2021 from './holidays/vn-2021.json' with { type: 'json' }
import vn2022 from './holidays/vn-2022.json' with { type: 'json' }
import vn2023 from './holidays/vn-2023.json' with { type: 'json' }
import vn2024 from './holidays/vn-2024.json' with { type: 'json' }
import vn2025 from './holidays/vn-2025.json' with { type: 'json' }
import vn2026 from './holidays/vn-2026.json' with { type: 'json' }
import vn2027 from './holidays/vn-2027.json' with { type: 'json' }
import vn2028 from './holidays/vn-2028.json' with { type: 'json' }
import vn2029 from './holidays/vn-2029.json' with { type: 'json' }
import vn2030 from './holidays/vn-2030.json' with { type: 'json' }

/** The years that we ship: announced ones with their notices, later ones provisional. */
export const VIETNAM_YEARS: readonly CalendarYear[] = [
  vn2021,
  vn2022,
  vn2023,
  vn2024,
  vn2025,
  vn2026,
  vn2027,
  vn2028,
  vn2029,
  vn2030,
]

export interface VietnamOptions {
  /** Hours from Monday to Friday; 07:30–11:30 and 13:00–17:00 by default. */
  readonly hours?: Hours
  /** Hours on Saturdays, where the agency works then. */
  readonly saturday?: Hours
  /** Replace or add years, as when the annual notice has come. */
  readonly years?: readonly CalendarYear[]
}

/**
 * The calendar of Vietnam's civil service.
 *
 * @law Bộ luật Lao động 45/2019/QH14 Đ111, Đ112; the yearly notices named in each year's `source`
 */
export function vietnamCalendar(options: VietnamOptions = {}): Calendar {
  const hours = options.hours ?? USUAL_HOURS
  const own = options.years ?? []
  const years = [...VIETNAM_YEARS.filter(({ year }) => !own.some((other) => other.year === year)), ...own]
  return createCalendar({
    week: { 1: hours, 2: hours, 3: hours, 4: hours, 5: hours, 6: options.saturday ?? [] },
    makeUpHours: hours,
    years,
  })
}
