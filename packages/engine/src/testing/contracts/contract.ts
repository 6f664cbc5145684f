/** One promise of a port, as a sentence. `check` throws where it is broken. */
export interface Law<T> {
  readonly name: string
  check(subject: T): Promise<void> | void
}

/** What every implementation of a port promises. */
export interface Contract<T> {
  readonly port: string
  readonly laws: readonly Law<T>[]
}
