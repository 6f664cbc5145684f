/**
 * Theory of operation
 *
 * A call costs the store much the same for one and for a hundred. While a batch is on its way, whatever arrives is gathered; when it is done,
 * everything gathered goes as the next batch, before the answers make work for this thread: the store and the engine then work side by side. A
 * batch that has grown full does not wait for the one before it. Alone, nobody waits for anybody; under load, the store's pace sets the size of
 * the batches.
 */
export class Gathering<Entry> {
  #waiting: Entry[] = []
  #underway = 0
  #isTurnAwaited = false

  /**
   * @param most  how many go together, and how many batches are on their way at once
   * @param send  never fails; gives what tells everybody in the batch how it went
   */
  constructor(
    private readonly most: { readonly together: number; readonly atOnce: number },
    private readonly send: (batch: readonly Entry[]) => Promise<() => void>,
  ) {}

  add(entry: Entry): void {
    this.#waiting.push(entry)
    if (this.#waiting.length >= this.most.together && this.#underway < this.most.atOnce) this.#sendNext()
    else if (this.#underway === 0) this.#sendAtEndOfTurn()
  }

  /** What the same turn of the event loop brings goes along; an idle host is at the end of its turn at once. */
  #sendAtEndOfTurn(): void {
    if (this.#isTurnAwaited) return
    this.#isTurnAwaited = true
    setImmediate(() => {
      this.#isTurnAwaited = false
      if (this.#underway === 0) this.#sendNext()
    })
  }

  #sendNext(): void {
    if (this.#waiting.length === 0) return
    const batch = this.#waiting.splice(0, this.most.together)
    this.#underway += 1
    void this.send(batch).then((answer) => {
      this.#underway -= 1
      if (this.#underway === 0 || this.#waiting.length >= this.most.together) this.#sendNext()
      answer()
    })
  }
}
