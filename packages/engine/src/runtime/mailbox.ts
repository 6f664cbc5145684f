/** One thing at a time for each dossier; different dossiers go side by side. */
export class Mailboxes {
  /** The last of those that wait or work, for each dossier that has any. */
  readonly #last = new Map<string, Promise<unknown>>()

  run<T>(dossier: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(dossier)
    const result = before === undefined ? work() : before.then(work, work)
    this.#last.set(dossier, result)
    const leave = () => {
      if (this.#last.get(dossier) === result) this.#last.delete(dossier)
    }
    result.then(leave, leave)
    return result
  }
}
