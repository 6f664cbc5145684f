/**
 * What an adapter throws when the world fails. It says whether another try is worth it.
 *
 * @example
 * throw new AdapterFailure('PORTAL_UNREACHABLE', 'connection refused', { retry: true })
 */
export class AdapterFailure extends Error {
  override readonly name = 'AdapterFailure'
  /** Stable, `SCREAMING_CASE`. */
  readonly code: string
  /** `true`: the same call may succeed later. `false`: it never will, a person must act. */
  readonly retry: boolean
  /** The peer may have done what it was asked: no answer came, or none that says. `false`: it surely did nothing. */
  readonly isUncertain: boolean
  /** The peer was not asked at all, as while its circuit breaker is open: no try of a job is used up by it. */
  readonly isUnasked: boolean
  /** Not before so many milliseconds, where the peer said when to come back. */
  readonly retryAfterMs: number | undefined

  constructor(
    code: string,
    message: string,
    options: { retry: boolean; isUncertain?: boolean; isUnasked?: boolean; retryAfterMs?: number; cause?: unknown },
  ) {
    // What an adapter without types leaves out must not hide what it reports: a person looks at it.
    const { retry = false, isUncertain = false, isUnasked = false, ...rest } = Object(options) as Partial<typeof options>
    const { retryAfterMs, cause } = rest
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.retry = retry
    this.isUncertain = isUncertain
    this.isUnasked = isUnasked
    this.retryAfterMs = retryAfterMs
  }
}
