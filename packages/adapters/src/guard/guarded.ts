/**
 * Theory of operation
 *
 * Every call of an adapter goes through five gates, each of which may be left out. The circuit breaker stands first: while a peer is down,
 * nobody waits for it. Then come the places (how many calls at once, how many may wait for a place), the pace (how many a second), and the
 * patience (how long one may take). Each refusal says when to come back; jobs are tried again then, and their waits are spread. Where the
 * peer was not asked at all the refusal says that too (`isUnasked`), and uses up none of a job's tries.
 *
 * A call that is given up has not ended: nobody can stop a promise. Its `signal` is aborted, and its place stays taken until the adapter is
 * done with it, so that a slow peer never has more calls on its hands than it was promised. One that never ends would take the place for
 * ever: after `heldMs` it is free again.
 *
 * Only what another try may mend trips the breaker: a peer that refuses what it was sent is up.
 */
import {
  BrokenCircuitError,
  bulkhead,
  BulkheadRejectedError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  noop,
  TaskCancelledError,
  timeout,
  TimeoutStrategy,
  type CircuitBreakerPolicy,
  type IPolicy,
} from 'cockatiel'
import { RateLimiterMemory, RateLimiterQueue, RateLimiterRes } from 'rate-limiter-flexible'
import { AdapterFailure, mustHaveOptions, mustHold, mustKnowNames } from '@motcua/engine/ports'
import { underSignal } from './call-signal.ts'

/** What is not given is not limited. */
export interface GuardPolicy {
  /**
   * Calls at once, and how many more may wait for a place, for 30 seconds at most; 1,000 unless told. `heldMs`: how long a call that was
   * given up keeps its place where it does not end; ten times `timeoutMs` unless told.
   */
  readonly concurrency?: { readonly atOnce: number; readonly waiting?: number; readonly heldMs?: number }
  /** Calls in each second; more wait, as many as are done in 30 seconds. */
  readonly perSecond?: number
  /** A call that takes longer is given up, its `callSignal` aborted; whether it was done is then unknown. */
  readonly timeoutMs?: number
  /** After so many failures in a row, no call is made for `coolMs`; then one is tried. */
  readonly breaker?: { readonly failures: number; readonly coolMs: number }
}

/** Long enough for a burst, and shorter than the lease of a job. */
const LONGEST_WAIT_MS = 30_000
/** Who has not ended after ten times as long as they may take will not end. */
const HELD_TIMES = 10

/**
 * The same adapter, with its calls held to a policy.
 *
 * Throws AdapterFailure beside the adapter's own: `ADAPTER_CIRCUIT_OPEN`, `ADAPTER_BUSY`, `ADAPTER_TIMEOUT`, all worth a retry.
 *
 * @param name  of the peer, for messages
 * @throws AdapterFailure OPTIONS_INVALID
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
  mustBePolicy(policy)
  const gates = gatesOf(policy)
  const wrapped = new Map<unknown, unknown>()
  let last: unknown
  const guard =
    (method: (...args: unknown[]) => unknown) =>
    async (...args: unknown[]) => {
      try {
        return await gates(async () => Reflect.apply(method, adapter, args))
      } catch (error) {
        const failure = asFailure(name, error, policy, last)
        if (error instanceof Error && isPeersFault(error)) last = failure
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

/** @throws AdapterFailure OPTIONS_INVALID */
function mustBePolicy(policy: GuardPolicy): void {
  const { concurrency, perSecond, timeoutMs, breaker } = policy
  const names = { concurrency: true, perSecond: true, timeoutMs: true, breaker: true } satisfies Names<GuardPolicy>
  mustKnowNames('guarded', policy, names)
  if (perSecond !== undefined) mustBeAbove0('perSecond', perSecond)
  if (timeoutMs !== undefined) mustBeAbove0('timeoutMs', timeoutMs)
  if (concurrency !== undefined) {
    mustHold('guarded', 'concurrency', concurrency, 'an object with atOnce', isObject(concurrency))
    const { atOnce, waiting = 0, heldMs } = concurrency
    mustKnowNames('guarded', concurrency, { atOnce: true, waiting: true, heldMs: true } satisfies Names<typeof concurrency>)
    mustBeAbove0('concurrency.atOnce', atOnce)
    if (heldMs !== undefined) mustBeAbove0('concurrency.heldMs', heldMs)
    mustHold('guarded', 'concurrency.waiting', waiting, 'a number of at least 0', typeof waiting === 'number' && waiting >= 0)
  }
  if (breaker === undefined) return
  mustHold('guarded', 'breaker', breaker, 'an object with failures and coolMs', isObject(breaker))
  mustKnowNames('guarded', breaker, { failures: true, coolMs: true } satisfies Names<typeof breaker>)
  mustBeAbove0('breaker.failures', breaker.failures)
  mustBeAbove0('breaker.coolMs', breaker.coolMs)
}

type Names<T> = Readonly<Record<keyof T, true>>

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

/** @throws AdapterFailure OPTIONS_INVALID */
function mustBeAbove0(name: string, value: unknown): void {
  mustHold('guarded', name, value, 'a number above 0', typeof value === 'number' && value > 0)
}

/** The gates of one adapter: what it is asked goes through them. */
function gatesOf({ breaker, concurrency, perSecond, timeoutMs }: GuardPolicy) {
  const breaking = breaker === undefined ? undefined : breakerOf(breaker)
  const places = concurrency === undefined ? undefined : bulkhead(concurrency.atOnce, concurrency.waiting ?? 1_000)
  const heldMs = concurrency?.heldMs ?? (timeoutMs ?? 0) * HELD_TIMES
  const pace = perSecond === undefined ? undefined : paceOf(perSecond)
  const patience = timeoutMs === undefined ? noop : timeout(timeoutMs, TimeoutStrategy.Aggressive)
  const begin = (ask: () => Promise<unknown>): Begun => {
    let asked: Promise<unknown> | undefined
    const answer = (async () => {
      await pace?.()
      return patience.execute(({ signal }) => (asked = underSignal(signal, ask)))
    })()
    return { answer, over: settled(answer).then(() => asked && inTime(settled(asked), heldMs)) }
  }
  return (ask: () => Promise<unknown>): Promise<unknown> => {
    const placed = () => (places === undefined ? begin(ask).answer : inPlace(places, () => begin(ask)))
    return breaking === undefined ? placed() : breaking(placed)
  }
}

/** A call on its way. */
interface Begun {
  readonly answer: Promise<unknown>
  /** Until its place is free again. */
  readonly over: Promise<unknown>
}

/** The answer of what is begun when there is a place for it. */
function inPlace(places: IPolicy, begin: () => Begun): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let isGivenUp = false
    const waiting = setTimeout(() => {
      isGivenUp = true
      reject(new Crowded())
    }, LONGEST_WAIT_MS)
    places
      .execute(() => {
        clearTimeout(waiting)
        if (isGivenUp) return undefined
        const { answer, over } = begin()
        answer.then(resolve, reject)
        return over
      })
      .catch((error: Error) => {
        clearTimeout(waiting)
        reject(error)
      })
  })
}

const settled = (promise: Promise<unknown>) => promise.then(nothing, nothing)
const nothing = () => undefined

/** Until something has ended, or so long. */
async function inTime(promise: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms).unref()
  })
  await Promise.race([promise, late])
  clearTimeout(timer)
}

/** Refuses while the breaker is open, and says when it will not be any more. */
function breakerOf({ failures, coolMs }: NonNullable<GuardPolicy['breaker']>) {
  // The one call that shows whether the peer is up again shows nothing where our own gates turned it away.
  const isFailure = (error: Error) => isPeersFault(error) || (policy.state === CircuitState.HalfOpen && isRefusal(error))
  const breaker = new ConsecutiveBreaker(failures)
  const cooling = new Cooling(coolMs)
  const policy: CircuitBreakerPolicy = circuitBreaker(handleWhen(isFailure), { halfOpenAfter: cooling, breaker })
  return (work: () => Promise<unknown>): Promise<unknown> =>
    policy.execute(work).catch((error: unknown) => {
      throw error instanceof BrokenCircuitError ? new CircuitOpen(cooling.leftMs) : error
    })
}

/** How long the breaker is still open, by a clock that nobody sets: the library goes by the machine's, which may be set back meanwhile. */
class Cooling {
  #over = 0

  constructor(private readonly coolMs: number) {}

  /** The breaker opens. */
  next(): this {
    this.#over = performance.now() + this.coolMs
    return this
  }

  get leftMs(): number {
    return Math.max(0, Math.ceil(this.#over - performance.now()))
  }

  /** What the library holds against the time since it opened, whatever that is to it. */
  get duration(): number {
    return this.leftMs > 0 ? Infinity : -Infinity
  }
}

class CircuitOpen extends Error {
  constructor(readonly forMs: number) {
    super('circuit open')
  }
}

/** Whether a failure says that the peer is down; our own gates say nothing about it. */
function isPeersFault(error: Error): boolean {
  if (isRefusal(error)) return false
  return error instanceof AdapterFailure ? error.retry : true
}

/** No place, or no turn, within the longest wait. */
class Crowded extends Error {}

/** Of our own gates: the peer was not asked. */
function isRefusal(error: unknown): boolean {
  return [BulkheadRejectedError, Crowded, CircuitOpen].some((kind) => error instanceof kind)
}

/** By the length of the queue it is known at once whose turn would come too late; the library's own deadlines go by the machine's clock, which may be set. */
function paceOf(perSecond: number): () => Promise<void> {
  const maxQueueSize = perSecond * Math.ceil(LONGEST_WAIT_MS / 1_000)
  const queue = new RateLimiterQueue(new SecondBySecond({ points: perSecond, duration: 1 }), { maxQueueSize })
  return async () => {
    try {
      await queue.removeTokens(1)
    } catch {
      throw new Crowded()
    }
  }
}

/** A second ends after a second, though the machine's clock was set back in it. */
class SecondBySecond extends RateLimiterMemory {
  override async consume(...asked: Parameters<RateLimiterMemory['consume']>): Promise<RateLimiterRes> {
    try {
      return await super.consume(...asked)
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      const { remainingPoints, msBeforeNext, consumedPoints } = error
      throw new RateLimiterRes(remainingPoints, Math.min(1_000, msBeforeNext), consumedPoints) as unknown as Error
    }
  }
}

/** @param last  what the peer failed with last */
function asFailure(name: string, error: unknown, { timeoutMs }: GuardPolicy, last: unknown): unknown {
  if (error instanceof CircuitOpen) {
    const message = `expected ${name} to be up, found it failing again and again${saidBy(last)}: no call is made for a while`
    const cause = last ?? error
    return new AdapterFailure('ADAPTER_CIRCUIT_OPEN', message, { retry: true, isUnasked: true, retryAfterMs: error.forMs, cause })
  }
  if (isRefusal(error)) {
    const message = `expected room for one more call of ${name}, found too many waiting`
    return new AdapterFailure('ADAPTER_BUSY', message, { retry: true, isUnasked: true, cause: error })
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
