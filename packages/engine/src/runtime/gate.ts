/** So many are inside at once; the others wait outside, in the order in which they came. */
export class Gate {
  #inside = 0
  #waiting: (() => void)[] = []
  /** Who waited first of those that still do: to shift the list each time would cost as much as the list is long. */
  #first = 0

  constructor(private readonly most: number) {}

  /** @returns what to wait for; `undefined`: there was room */
  enter(): Promise<void> | undefined {
    if (this.#inside < this.most) {
      this.#inside += 1
      return undefined
    }
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Whoever is next takes the place. */
  leave(): void {
    const next = this.#waiting[this.#first]
    if (next === undefined) {
      this.#inside -= 1
      return
    }
    this.#first += 1
    if (this.#first === this.#waiting.length) {
      this.#waiting = []
      this.#first = 0
    }
    next()
  }
}
