/**
 * Theory of operation
 *
 * Every call of an adapter goes through five gates, each of which may be left out. The circuit breaker stands first: while a peer is down,
 * nobody waits for it. Then come the places (how many calls at once, how many may wait for a place), the pace (how many a second), and the
 * patience (how long one may take). Each refusal says when to come back; jobs are tried again then, and their waits are spread.
 *
 * Only what another try may mend trips the breaker: a peer that refuses what it was sent is up.
 */
import {
  BrokenCircuitError,
  bulkhead,
  BulkheadRejectedError,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhen,
  noop,
  TaskCancelledError,
  timeout,
  TimeoutStrategy,
  wrap,
  type IPolicy,
} from 'cockatiel'
import { RateLimiterMemory, RateLimiterQueue } from 'rate-limiter-flexible'
import { AdapterFailure, mustHaveOptions, mustHold } from '@motcua/engine/ports'

/** What is not given is not limited. */
export interface GuardPolicy {
  /** Calls at once, and how many more may wait for a place; 1,000 unless told. */
  readonly concurrency?: { readonly atOnce: number; readonly waiting?: number }
  /** Calls in each second; more wait, for 30 seconds at most. */
  readonly perSecond?: number
  /** A call that takes longer is given up; whether it was done is then unknown. */
  readonly timeoutMs?: number
  /** After so many failures in a row, no call is made for `coolMs`; then one is tried. */
  readonly breaker?: { readonly failures: number; readonly coolMs: number }
}

/** Long enough for a burst, and shorter than the lease of a job. */
const LONGEST_WAIT_MS = 30_000

/**
 * The same adapter, with its calls held to a policy.
 *
 * Throws AdapterFailure beside the adapter's own: `ADAPTER_CIRCUIT_OPEN`, `ADAPTER_BUSY`, `ADAPTER_TIMEOUT`, all worth a retry.
 *
 * @param name  of the peer, for messages
 * @example
 * const portal = guarded('portal', nationalPortal(options), {
 *   concurrency: { atOnce: 4 }, perSecond: 20, timeoutMs: 30_000, breaker: { failures: 5, coolMs: 60_000 },
 * })
 */
export function guarded<T extends object>(name: string, adapter: T, policy: GuardPolicy): T {
  mustHaveOptions('guarded', policy)
  mustHold('guarded', 'name', name, 'a text', typeof name === 'string')
  const isAdapter = (typeof adapter === 'object' && adapter !== null) || typeof adapter === 'function'
  mustHold('guarded', 'adapter', adapter, 'an object', isAdapter)
  const gates = gatesOf(policy)
  const pace = policy.perSecond === undefined ? undefined : paceOf(policy.perSecond)
  const wrapped = new Map<unknown, unknown>()
  let last: unknown
  const guard =
    (method: (...args: unknown[]) => unknown) =>
    async (...args: unknown[]) => {
      try {
        return await gates.outer.execute(async () => {
          if (pace !== undefined) await pace()
          return gates.inner.execute(async () => Reflect.apply(method, adapter, args))
        })
      } catch (error) {
        const failure = asFailure(name, error, policy, last)
        if (error instanceof Error && !(error instanceof BrokenCircuitError) && isPeersFault(error)) last = failure
        throw failure
      }
    }
  return new Proxy(adapter, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property)
      if (typeof value !== 'function') return value
      if (!wrapped.has(property)) wrapped.set(property, guard(value as (...args: unknown[]) => unknown))
      return wrapped.get(property)
    },
  })
}

function gatesOf({ breaker, concurrency, timeoutMs }: GuardPolicy): { outer: IPolicy; inner: IPolicy } {
  const breaking =
    breaker === undefined
      ? noop
      : circuitBreaker(handleWhen(isPeersFault), {
          halfOpenAfter: breaker.coolMs,
          breaker: new ConsecutiveBreaker(breaker.failures),
        })
  const places = concurrency === undefined ? noop : bulkhead(concurrency.atOnce, concurrency.waiting ?? 1_000)
  return {
    outer: wrap(breaking, places),
    inner: timeoutMs === undefined ? noop : timeout(timeoutMs, TimeoutStrategy.Aggressive),
  }
}

/** Whether a failure says that the peer is down; our own gates say nothing about it. */
function isPeersFault(error: Error): boolean {
  if (error instanceof BulkheadRejectedError || error instanceof PaceExceeded) return false
  return error instanceof AdapterFailure ? error.retry : true
}

class PaceExceeded extends Error {}

function paceOf(perSecond: number): () => Promise<void> {
  const queue = new RateLimiterQueue(new RateLimiterMemory({ points: perSecond, duration: 1 }))
  return async () => {
    try {
      await queue.removeTokens(1, 'all', Math.ceil((Date.now() + LONGEST_WAIT_MS) / 1_000))
    } catch {
      throw new PaceExceeded()
    }
  }
}

/** @param last  what the peer failed with last */
function asFailure(name: string, error: unknown, { breaker, timeoutMs }: GuardPolicy, last: unknown): unknown {
  if (error instanceof BrokenCircuitError) {
    const message = `expected ${name} to be up, found it failing again and again${saidBy(last)}: no call is made for a while`
    const cause = last ?? error
    return new AdapterFailure('ADAPTER_CIRCUIT_OPEN', message, { retry: true, retryAfterMs: breaker?.coolMs ?? 0, cause })
  }
  if (error instanceof BulkheadRejectedError || error instanceof PaceExceeded) {
    const message = `expected room for one more call of ${name}, found too many waiting`
    return new AdapterFailure('ADAPTER_BUSY', message, { retry: true, cause: error })
  }
  if (error instanceof TaskCancelledError) {
    const message = `expected ${name} to answer within ${timeoutMs} ms, found it silent`
    return new AdapterFailure('ADAPTER_TIMEOUT', message, { retry: true, isUncertain: true, cause: error })
  }
  return error
}

function saidBy(last: unknown): string {
  if (last instanceof AdapterFailure) return ` (${last.code}: ${last.message})`
  return last instanceof Error ? ` (${last.message})` : ''
}
