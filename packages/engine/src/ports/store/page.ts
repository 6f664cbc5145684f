/** One page of a list. `next` goes into the next query as `after`; `null`: there is no more. A cursor is opaque and short. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | null
}
