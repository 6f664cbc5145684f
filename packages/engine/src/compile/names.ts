/** Names that expressions may read, scope within scope. */
export class Names {
  readonly #scopes: ReadonlySet<string>[] = []
  /** All of them together: made once for the many expressions of a scope. */
  #everyName: ReadonlySet<string> | undefined

  constructor(names: Iterable<string>) {
    this.#scopes.push(new Set(names))
  }

  get all(): ReadonlySet<string> {
    return (this.#everyName ??= new Set(this.#scopes.flatMap((names) => [...names])))
  }

  within<T>(names: readonly string[], work: () => T): T {
    if (names.length === 0) return work()
    const around = this.#everyName
    this.#scopes.push(new Set(names))
    this.#everyName = undefined
    try {
      return work()
    } finally {
      this.#scopes.pop()
      this.#everyName = around
    }
  }
}
