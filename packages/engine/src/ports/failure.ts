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

  constructor(code: string, message: string, options: { retry: boolean; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.retry = options.retry
  }
}
