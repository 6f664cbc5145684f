import { AsyncLocalStorage } from 'node:async_hooks'

const SIGNAL = new AsyncLocalStorage<AbortSignal>()

/** `work`, and whatever it awaits, finds the signal as its `callSignal`. */
export function underSignal<T>(signal: AbortSignal, work: () => T): T {
  return SIGNAL.run(signal, work)
}

/**
 * For adapters: aborts when the call at hand is given up by the guard around its adapter. Hand it on to `fetch` and its like, or the call goes
 * on though nobody waits for it, and keeps its place. Outside of a guarded call it does not abort.
 *
 * @param timeoutMs  it aborts then too
 * @example
 * const response = await fetch(url, { signal: callSignal(15_000) })
 */
export function callSignal(timeoutMs?: number): AbortSignal {
  const given = SIGNAL.getStore()
  if (timeoutMs === undefined) return given ?? new AbortController().signal
  const timeout = AbortSignal.timeout(timeoutMs)
  return given === undefined ? timeout : AbortSignal.any([timeout, given])
}
