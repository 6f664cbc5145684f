/** Names that expressions may read, scope within scope. */
export class Names {
  readonly #scopes: ReadonlySet<string>[] = []
  /** All of them together: made once for the many expressions of a scope. */
  #all: ReadonlySet<string> | undefined

  constructor(names: Iterable<string>) {
    this.#scopes.push(new Set(names))
  }

  get all(): ReadonlySet<string> {
    return (this.#all ??= new Set(this.#scopes.flatMap((names) => [...names])))
  }

  within<T>(names: readonly string[], work: () => T): T {
    if (names.length === 0) return work()
    const around = this.#all
    this.#scopes.push(new Set(names))
    this.#all = undefined
    try {
      return work()
    } finally {
      this.#scopes.pop()
      this.#all = around
    }
  }
}
