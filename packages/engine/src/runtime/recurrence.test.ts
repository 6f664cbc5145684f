import { describe, expect, it } from 'vitest'
import { parseInstant, vietnamCalendar } from '../calendar/index.ts'
import { nextOf } from './recurrence.ts'

const START = parseInstant('2025-09-08T08:00') ?? 0

describe('a rule', () => {
  const calendar = vietnamCalendar()
  it('is a cron expression in Vietnam’s time, or a repetition from an instant on', () => {
    expect(nextOf('0 7 * * 1', START, calendar)).toBe(parseInstant('2025-09-15T07:00'))
    expect(nextOf('R/2025-09-01T07:00:00+07:00/P7D', START, calendar)).toBe(parseInstant('2025-09-15T07:00'))
    expect(nextOf('R2/2025-09-01T07:00:00+07:00/P7D', START, calendar)).toBeNull()
    for (const wrong of ['R/never/P1D', 'R/2025-09-01T07:00:00+07:00/PT0S', '61 * * * *']) {
      expect(() => nextOf(wrong, START, calendar)).toThrow(/SCHEDULE_INVALID/)
    }
  })
})
