import type { Clock } from '../ports/index.ts'
import { that } from '../diagnostics/index.ts'
import { mustTake } from './face/must-take.ts'

/** A clock that stands still until it is told to go on. */
export interface SimulatedClock extends Clock {
  /** Goes to `instant`, waking on the way whoever asked for it; never back. */
  goTo(instant: number): void
  goBy(ms: number): void
}

/**
 * Simulated time, for tests and traces.
 *
 * @param start  milliseconds since 1970-01-01T00:00:00Z
 */
export function simulatedClock(start: number): SimulatedClock {
  mustTake('simulatedClock', { start: that('an instant in milliseconds', Number.isFinite) }, { start })
  let now = start
  const alarms = new Set<{ readonly instant: number; readonly callback: () => void }>()
  const ring = () => {
    for (const alarm of [...alarms].sort((a, b) => a.instant - b.instant)) {
      if (alarm.instant > now) break
      alarms.delete(alarm)
      alarm.callback()
    }
  }
  const clock: SimulatedClock = {
    now: () => now,
    wake(instant, callback) {
      const alarm = { instant, callback }
      alarms.add(alarm)
      return () => {
        alarms.delete(alarm)
      }
    },
    goTo(instant) {
      now = Math.max(now, instant)
      ring()
    },
    goBy(ms) {
      clock.goTo(now + ms)
    },
  }
  return clock
}
