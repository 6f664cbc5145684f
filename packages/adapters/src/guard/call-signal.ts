import { AsyncLocalStorage } from 'node:async_hooks'
import { mustHold } from '@motcua/engine/ports'

const SIGNAL = new AsyncLocalStorage<AbortSignal>()

/** Node counts a time-out in 32 bits: 49 days. */
const LONGEST_MS = 2 ** 32 - 1

/** `work`, and whatever it awaits, finds the signal as its `callSignal`. */
export function underSignal<T>(signal: AbortSignal, work: () => T): T {
  return SIGNAL.run(signal, work)
}

/**
 * For adapters: aborts when the call at hand is given up by the guard around its adapter. Hand it on to `fetch` and its like, or the call goes
 * on though nobody waits for it, and keeps its place. Outside of a guarded call it does not abort.
 *
 * @param timeoutMs  it aborts then too
 * @throws AdapterFailure OPTIONS_INVALID
 * @example
 * const response = await fetch(url, { signal: callSignal(15_000) })
 */
export function callSignal(timeoutMs?: number): AbortSignal {
  const given = SIGNAL.getStore()
  if (timeoutMs === undefined) return given ?? new AbortController().signal
  const isTime = Number.isSafeInteger(timeoutMs) && timeoutMs >= 0 && timeoutMs <= LONGEST_MS
  mustHold('callSignal', 'timeoutMs', timeoutMs, 'a whole number of milliseconds', isTime)
  const timeout = AbortSignal.timeout(timeoutMs)
  return given === undefined ? timeout : AbortSignal.any([timeout, given])
}
