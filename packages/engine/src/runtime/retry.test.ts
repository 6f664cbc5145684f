import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { delayAfter, USUAL_RETRY } from './retry.ts'

const policies = fc.record({
  tries: fc.integer({ min: 1, max: 20 }),
  firstMs: fc.integer({ min: 1, max: 10_000 }),
  mostMs: fc.integer({ min: 10_000, max: 10_000_000 }),
})

describe('the wait between two tries', () => {
  it('is between half of the doubled wait and the whole, and never beyond the longest', () => {
    fc.assert(
      fc.property(policies, fc.integer({ min: 1, max: 20 }), fc.string(), (policy, tries, key) => {
        const delay = delayAfter(tries, policy, key)
        if (tries >= policy.tries) {
          expect(delay).toBeUndefined()
          return
        }
        const whole = Math.min(policy.mostMs, policy.firstMs * 2 ** (tries - 1))
        expect(delay).toBeGreaterThanOrEqual(Math.floor(whole / 2))
        expect(delay).toBeLessThanOrEqual(whole)
        expect(delayAfter(tries, policy, key)).toBe(delay)
      }),
    )
  })

  it('spreads jobs that failed together', () => {
    const waits = Array.from({ length: 200 }, (_, index) => delayAfter(3, USUAL_RETRY, `job-${index}`) ?? 0)
    const quarters = [0, 1, 2, 3].map((quarter) => waits.filter((wait) => Math.floor((wait - 10_000) / 2_500) === quarter).length)
    // Each quarter of the span from 10 to 20 seconds gets about 50 of 200.
    for (const count of quarters) expect(count).toBeGreaterThan(25)
  })
})
