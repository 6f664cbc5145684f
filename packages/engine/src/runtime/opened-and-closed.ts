/** What one command opens and closes, by id. Most commands open one thing and close another, or do neither. */
export class OpenedAndClosed<T> {
  #opened: Map<string, T> | undefined
  #closed: Set<string> | undefined

  open(id: string, what: T): void {
    this.#opened ??= new Map()
    this.#opened.set(id, what)
  }

  close(id: string): void {
    this.#closed ??= new Set()
    this.#closed.add(id)
  }

  /** What was opened here is gone before anybody saw it; `false`: it was not opened here. */
  forget(id: string): boolean {
    return this.#opened?.delete(id) ?? false
  }

  get opened(): readonly T[] {
    return this.#opened === undefined ? [] : [...this.#opened.values()]
  }

  get closed(): readonly string[] {
    return this.#closed === undefined ? [] : [...this.#closed]
  }
}
