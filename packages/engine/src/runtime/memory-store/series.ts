/** Serial numbers of one series: the next is above all that were given out or kept. */
export class Series {
  readonly #byKey = new Map<string, number>()
  readonly #taken = new Set<number>()
  #last = 0

  next(key: string): number {
    const known = this.#byKey.get(key)
    if (known !== undefined) return known
    this.#give(key, this.#last + 1)
    return this.#last
  }

  keep(key: string, serial: number): boolean {
    if (!this.#byKey.has(key) && !this.#taken.has(serial)) this.#give(key, serial)
    return this.#byKey.get(key) === serial
  }

  /** Of all that were given out or kept. */
  get all(): readonly { readonly key: string; readonly serial: number }[] {
    return [...this.#byKey].map(([key, serial]) => ({ key, serial }))
  }

  #give(key: string, serial: number): void {
    this.#byKey.set(key, serial)
    this.#taken.add(serial)
    this.#last = Math.max(this.#last, serial)
  }
}
