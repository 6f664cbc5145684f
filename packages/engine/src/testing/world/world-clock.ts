import type { Clock } from '../../ports/index.ts'

interface Alarm {
  readonly instant: number
  readonly callback: () => void
}

/** The world's time, and the clocks that nodes think it is. */
export class WorldClock {
  readonly #alarms = new Set<Alarm>()
  #now: number

  constructor(start: number) {
    this.#now = start
  }

  get now(): number {
    return this.#now
  }

  /** The clock of a node that is `skew()` ahead. What it is asked to wake dies with the node. */
  ofNode(skew: () => number, isAlive: () => boolean): Clock {
    return {
      now: () => this.#now + skew(),
      steady: () => this.#now,
      wake: (instant, callback) => {
        const alarm = { instant: instant - skew(), callback: () => void (isAlive() && callback()) }
        this.#alarms.add(alarm)
        return () => {
          this.#alarms.delete(alarm)
        }
      },
    }
  }

  goBy(ms: number): void {
    this.#now += ms
    for (const alarm of [...this.#alarms].sort((a, b) => a.instant - b.instant)) {
      if (alarm.instant > this.#now) break
      this.#alarms.delete(alarm)
      alarm.callback()
    }
  }

  /** When the next alarm rings, if any does. */
  next(): number | undefined {
    const instants = [...this.#alarms].map(({ instant }) => instant)
    return instants.length === 0 ? undefined : Math.min(...instants)
  }
}
