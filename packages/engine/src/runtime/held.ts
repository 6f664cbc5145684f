/**
 * Theory of operation
 *
 * What a node has leased it holds until the lease runs out, done or not. A store that fails may be there again long before: what it failed at
 * is tried again as often as the loop looks at such a store, by the node that holds it, and nothing need be written for that. When the
 * lease has run out, whoever claims it next has it.
 */

/** The loop's own pace where the store fails at its questions. */
const AGAIN_MS = 2_000

/** What a node leased, and until when, in milliseconds since 1970-01-01T00:00:00Z. */
export interface Lease<T> {
  readonly item: T
  readonly until: number
}

export class Held<T> {
  #kept: { readonly lease: Lease<T>; readonly again: number }[] = []

  /**
   * @param claim   new ones, at most `limit`
   * @param atOnce  no more are held: while the store fails, what it is asked for does not grow
   */
  constructor(
    private readonly world: { readonly leaseMs: number; readonly atOnce: number },
    private readonly claim: (now: number, limit: number) => Promise<readonly T[]>,
  ) {}

  /** What is to be tried again now, then what is claimed anew. */
  async next(now: number): Promise<readonly Lease<T>[]> {
    const { leaseMs, atOnce } = this.world
    this.#kept = this.#kept.filter(({ lease }) => lease.until > now)
    const room = atOnce - this.#kept.length
    const claimed = room > 0 ? await this.claim(now, room) : []
    const again = this.#kept.filter((kept) => kept.again <= now)
    this.#kept = this.#kept.filter((kept) => kept.again > now)
    return [...again.map(({ lease }) => lease), ...claimed.map((item) => ({ item, until: now + leaseMs }))]
  }

  /** The store failed at it. */
  keep(lease: Lease<T>, now: number): void {
    this.#kept.push({ lease, again: now + AGAIN_MS })
  }
}
