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
    // By months it goes on from turn to turn, by days and hours at once, however long ago it began.
    expect(nextOf('R/2024-10-31T07:00:00+07:00/P1M', START, calendar)).toBe(parseInstant('2025-09-28T07:00'))
    expect(nextOf('R/1990-01-01T00:00:30+07:00/PT1M', START, calendar)).toBe(START + 30_000)
    expect(nextOf('R/2025-09-08T08:00:00+07:00/PT1M', START, calendar)).toBe(START + 60_000)
    expect(nextOf('R3/2025-09-08T07:59:00+07:00/PT1M', START, calendar)).toBe(START + 60_000)
    expect(nextOf('R2/2025-09-08T07:59:00+07:00/PT1M', START, calendar)).toBeNull()
    expect(nextOf('R0/2025-09-09T07:59:00+07:00/PT1M', START, calendar)).toBeNull()
    expect(nextOf('R1/2025-09-09T07:59:00+07:00/PT1M', START, calendar)).toBe(parseInstant('2025-09-09T07:59'))
    const later = 'R/2027-01-01T07:00:00+07:00'
    const over = `${later}/P1M/2028-01-01T00:00:00+07:00`
    for (const wrong of ['R/never/P1D', 'R/2025-09-01T07:00:00+07:00/PT0S', '61 * * * *', `${later}/P0M`, `${later}/P0Y`, over]) {
      expect(() => nextOf(wrong, START, calendar)).toThrow(/SCHEDULE_INVALID/)
    }
  })
})
