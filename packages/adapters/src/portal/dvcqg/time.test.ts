import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { portalTime } from './time.ts'

describe('portal time', () => {
  test('is what the clocks of Hà Nội show', () => {
    const clock = new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone: 'Asia/Ho_Chi_Minh', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
    })
    const instants = fc.integer({ min: Date.UTC(1976, 0), max: Date.UTC(2200, 0) })
    fc.assert(
      fc.property(instants, (instant) => {
        const parts = new Map(clock.formatToParts(instant).map(({ type, value }) => [type, value]))
        const shown = (['year', 'month', 'day', 'hour', 'minute', 'second'] as const).map((type) => parts.get(type)).join('')
        expect(portalTime(instant, 'at')).toBe(shown)
      }),
    )
  })

  test('sorts as instants do', () => {
    const instants = fc.integer({ min: Date.UTC(1, 0, 2) - Date.UTC(2000, 0), max: Date.UTC(9999, 11, 30) })
    fc.assert(
      fc.property(instants, instants, (a, b) => {
        fc.pre(a <= b)
        expect(portalTime(a, 'at') <= portalTime(b, 'at')).toBe(true)
      }),
    )
  })

  test('Friday 2025-10-03 at 17:30:00 UTC is already Saturday', () => {
    expect(portalTime(Date.parse('2025-10-03T17:30:00.999Z'), 'at')).toBe('20251004003000')
  })

  test('none is the empty string', () => {
    expect(portalTime(undefined, 'at')).toBe('')
  })

  test.each([Number.NaN, Infinity, 0.5, 2 ** 60, Date.UTC(10_000, 0), -1e15])('%d is refused by the field’s name', (instant) => {
    expect(() => portalTime(instant, 'dueAt')).toThrow(expect.objectContaining({ code: 'PORTAL_INPUT_INVALID', retry: false }))
    expect(() => portalTime(instant, 'dueAt')).toThrow('dueAt')
  })
})
