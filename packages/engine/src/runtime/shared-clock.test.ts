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

/** A machine whose time is set, and which sleeps, while the store's clock goes on. */
class Machine {
  #true = 2e12
  #set = 0
  #slept = 0
  asked = 0
  readonly clock = new SharedClock(
    { now: () => this.#true + this.#set, steady: () => this.#true - this.#slept, wake: () => () => undefined },
    { now: () => Promise.resolve(((this.asked += 1), this.#true)) },
  )

  get true(): number {
    return this.#true
  }

  goBy(ms: number): void {
    this.#true += ms
  }

  set(ms: number): void {
    this.#set += ms
  }

  sleep(ms: number): void {
    this.#true += ms
    this.#slept += ms
  }
}

const YEAR_MS = 31_536_000_000

describe('a machine whose time is set while it works', () => {
  it('knows the store’s time all the same, between two askings too', async () => {
    const set = fc.integer({ min: -YEAR_MS, max: YEAR_MS })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat({ max: 20_000 }), set), { maxLength: 20 }), async (turns) => {
        const machine = new Machine()
        await machine.clock.agree()
        for (const [passed, by] of turns) {
          machine.goBy(passed)
          machine.set(by)
          expect(machine.clock.now()).toBe(machine.true)
        }
      }),
    )
  })

  it('asks the store before anything is stamped when it was set, or slept, for more than a second, and only then', async () => {
    const machine = new Machine()
    await machine.clock.agree()
    machine.goBy(60_000)
    expect(machine.clock.inDoubt()).toBeUndefined()
    for (const happens of [() => machine.set(YEAR_MS), () => machine.set(-YEAR_MS), () => machine.sleep(3_600_000)]) {
      const { asked } = machine
      happens()
      await Promise.all([machine.clock.inDoubt(), machine.clock.inDoubt()])
      expect([machine.asked, machine.clock.now()]).toEqual([asked + 1, machine.true])
      expect(machine.clock.inDoubt()).toBeUndefined()
    }
  })
})
