/**
 * Theory of operation
 *
 * One loop looks at the store: fire due timers, claim due jobs, and sleep until something is due, a job has ended, or a commit brings
 * new work. Another node may have committed that work, so it also looks every few seconds.
 */
import type { Ids, Store } from '../ports/index.ts'
import type { SharedClock } from './shared-clock.ts'
import type { Deliveries } from './deliveries.ts'
import type { Dispatcher } from './dispatch.ts'
import type { Jobs } from './jobs.ts'
import { Timers } from './timers.ts'

/** How long work of another node may go unseen. */
const LOOK_AGAIN_MS = 2_000

export class Background {
  #isRunning = false
  #loop: Promise<void> = Promise.resolve()
  #rouse: () => void = () => undefined
  #isRoused = false
  #movedAt = 0
  #whenSettled: (() => void)[] = []
  readonly #timers: Timers

  constructor(
    private readonly world: {
      readonly store: Store
      readonly clock: SharedClock
      readonly dispatcher: Dispatcher
      readonly jobs: Jobs
      readonly deliveries: Deliveries
      readonly ids: Ids
      readonly worker: string
      readonly leaseMs: number
      readonly onError: (error: unknown) => void
    },
  ) {
    this.#timers = new Timers(world)
  }

  start(): void {
    this.#isRunning = true
    this.#movedAt = this.world.clock.now()
    this.#loop = this.#run()
  }

  async stop(): Promise<void> {
    this.#isRunning = false
    this.rouse()
    await this.#loop
    await this.world.jobs.drain()
  }

  /** When the loop last looked, in milliseconds since 1970-01-01T00:00:00Z. */
  get movedAt(): number {
    return this.#movedAt
  }

  /** There may be something to do. */
  rouse(): void {
    if (this.#isRoused) return
    this.#isRoused = true
    this.#rouse()
  }

  /** Until nothing is due and nothing is being done. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenSettled.push(resolve)
      this.rouse()
    })
  }

  #tellSettled(): void {
    const waiting = this.#whenSettled
    this.#whenSettled = []
    for (const resolve of waiting) resolve()
  }

  async #run(): Promise<void> {
    while (this.#isRunning) {
      this.#isRoused = false
      this.#movedAt = this.world.clock.now()
      try {
        await this.world.clock.agree()
        const moved = (await this.#timers.fire()) + (await this.world.deliveries.run()) + (await this.world.jobs.claim())
        if (moved > 0) continue
      } catch (error) {
        this.world.onError(error)
      }
      if (this.world.jobs.running === 0 && !this.#isRoused) this.#tellSettled()
      await this.#sleep()
    }
    this.#tellSettled()
  }

  async #sleep(): Promise<void> {
    const { store, clock } = this.world
    const now = clock.now()
    const next = await store.nextDue().catch(() => undefined)
    // What is due already and was not taken is somebody else's, or waits for a free hand.
    const until = Math.min(now + LOOK_AGAIN_MS, next === undefined || next <= now ? Infinity : next)
    let cancel: () => void = () => undefined
    const woken = new Promise<void>((resolve) => {
      this.#rouse = resolve
      cancel = clock.wake(until, resolve)
      if (this.#isRoused || !this.#isRunning) resolve()
    })
    await woken
    cancel()
  }
}
