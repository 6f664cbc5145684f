import type { Clock } from '../ports/index.ts'

/** Node's longest timer; a later instant is looked at again when it has passed. */
const LONGEST_MS = 2 ** 31 - 1

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  steady: () => performance.now(),
  wake(instant, callback) {
    const timer = setTimeout(callback, Math.min(LONGEST_MS, Math.max(0, instant - Date.now())))
    return () => {
      clearTimeout(timer)
    }
  },
}
