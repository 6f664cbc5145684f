/** Shared by all that have nothing to say. */
export const NOTHING: readonly never[] = Object.freeze([])

/** What one command opens and closes, by id. Most commands open one thing and close another, or do neither: only more take a table. */
export class OpenedAndClosed<T> {
  #first: readonly [id: string, what: T] | undefined
  #opened: Map<string, T> | undefined
  #firstClosed: string | undefined
  #closed: Set<string> | undefined

  open(id: string, what: T): void {
    if (this.#opened === undefined) {
      if (this.#first === undefined || this.#first[0] === id) {
        this.#first = [id, what]
        return
      }
      this.#opened = new Map([this.#first])
    }
    this.#opened.set(id, what)
  }

  close(id: string): void {
    if (this.#closed === undefined) {
      if (this.#firstClosed === undefined || this.#firstClosed === id) {
        this.#firstClosed = id
        return
      }
      this.#closed = new Set([this.#firstClosed])
    }
    this.#closed.add(id)
  }

  /** What was opened here is gone before anybody saw it; `false`: it was not opened here. */
  forget(id: string): boolean {
    if (this.#opened !== undefined) return this.#opened.delete(id)
    if (this.#first?.[0] !== id) return false
    this.#first = undefined
    return true
  }

  get opened(): readonly T[] {
    if (this.#opened !== undefined) return [...this.#opened.values()]
    return this.#first === undefined ? NOTHING : [this.#first[1]]
  }

  get closed(): readonly string[] {
    if (this.#closed !== undefined) return [...this.#closed]
    return this.#firstClosed === undefined ? NOTHING : [this.#firstClosed]
  }
}
