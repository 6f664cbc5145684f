import { bulkhead, isBulkheadRejectedError } from 'cockatiel'
import { StoreFailure } from '@motcua/engine/ports'

/** Some seconds of a server's work, and some tens of megabytes. */
const MOST_WAITING = 10_000

/**
 * Who reads lists, and may be many, has half of a node's connections at most: commits, jobs, leases and what commands ask are not behind all of them.
 * Beyond a bound they are pushed back, or memory would grow without one.
 */
export class ListShare {
  readonly #places: ReturnType<typeof bulkhead>

  /** @param connections  of the node, 2 at least */
  constructor(
    connections: number,
    private readonly place: string,
  ) {
    this.#places = bulkhead(Math.floor(connections / 2), MOST_WAITING)
  }

  /** @throws StoreFailure STORE_UNREACHABLE too many wait */
  async read<T>(list: () => Promise<T>): Promise<T> {
    try {
      return await this.#places.execute(list)
    } catch (error) {
      if (!isBulkheadRejectedError(error)) throw error
      const found = `expected at most ${MOST_WAITING} lists to be waited for, found one more: ask again when others have been answered`
      throw new StoreFailure('STORE_UNREACHABLE', `${this.place}: ${found}`, error)
    }
  }
}
