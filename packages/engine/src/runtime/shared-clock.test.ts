import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SharedClock } from './shared-clock.ts'
import { simulatedClock } from './simulated-clock.ts'

describe('a clock that nodes share', () => {
  it('is the store’s within one round trip, however far the machine’s own is off', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -1e9, max: 1e9 }), fc.nat({ max: 500 }), async (skew, trip) => {
        const own = simulatedClock(2e12 + skew)
        const clock = new SharedClock(own, {
          now: () => {
            own.goBy(trip)
            return Promise.resolve(2e12 + trip)
          },
        })
        await clock.agree()
        expect(Math.abs(clock.now() - (2e12 + trip))).toBeLessThanOrEqual(trip / 2 + 1)
      }),
    )
  })

  it('is the machine’s own where the store has none', async () => {
    const own = simulatedClock(5_000)
    const clock = new SharedClock(own, { now: () => Promise.resolve(null) })
    await clock.agree()
    expect(clock.now()).toBe(5_000)
  })

  it('asks every five seconds, and at once when the machine’s clock was set back', async () => {
    let asked = 0
    let now = 1_000_000
    const clock = new SharedClock(
      { now: () => now, wake: () => () => undefined },
      { now: () => Promise.resolve(((asked += 1), 7_000_000)) },
    )
    await clock.agree()
    await clock.agree()
    expect(asked).toBe(1)
    now -= 3_600_000
    await clock.agree()
    expect([asked, clock.now()]).toEqual([2, 7_000_000])
    now += 5_000
    await clock.agree()
    expect(asked).toBe(3)
  })

  it('wakes at the shared instant', async () => {
    const own = simulatedClock(1_000)
    const clock = new SharedClock(own, { now: () => Promise.resolve(51_000) })
    await clock.agree()
    let woken = 0
    clock.wake(52_000, () => (woken += 1))
    own.goBy(999)
    expect(woken).toBe(0)
    own.goBy(1)
    expect(woken).toBe(1)
  })
})
