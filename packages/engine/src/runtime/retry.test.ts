import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { delayAfter, delayUnasked, USUAL_RETRY, USUAL_UNASKED_MS } from './retry.ts'

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

  it('is over two hours in all by the usual policy: nobody is called from lunch', () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        const waits = Array.from({ length: USUAL_RETRY.tries - 1 }, (_, index) => delayAfter(index + 1, USUAL_RETRY, key) ?? 0)
        expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(2 * 3_600_000)
        expect(delayAfter(USUAL_RETRY.tries, USUAL_RETRY, key)).toBeUndefined()
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

describe('the wait after a refusal that asked nobody', () => {
  const refusals = fc.record({
    times: fc.integer({ min: 1, max: 2_000 }),
    since: fc.integer({ min: 0, max: 10_000_000 }),
    askedMs: fc.integer({ min: 0, max: 100_000_000 }),
    waited: fc.integer({ min: 0, max: 30_000_000 }),
  })

  it('is never shorter than what was asked for, beyond it five minutes at most, and ends when it has lasted for too long', () => {
    fc.assert(
      fc.property(policies, refusals, fc.string(), (policy, { times, since, askedMs, waited }, key) => {
        const delay = delayUnasked({ times, since }, { now: since + waited, askedMs, key }, policy)
        if (waited >= USUAL_UNASKED_MS) {
          expect(delay).toBeUndefined()
          return
        }
        expect(delay).toBeGreaterThanOrEqual(askedMs)
        expect(delay).toBeLessThanOrEqual(askedMs + 300_000)
      }),
    )
  })
})
