/** One thing at a time for each dossier; different dossiers go side by side. */
export class Mailboxes {
  readonly #last = new Map<string, Promise<unknown>>()

  run<T>(dossier: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(dossier) ?? Promise.resolve()
    const result = before.then(work, work)
    const settled = result.then(
      () => undefined,
      () => undefined,
    )
    this.#last.set(dossier, settled)
    void settled.then(() => {
      if (this.#last.get(dossier) === settled) this.#last.delete(dossier)
    })
    return result
  }
}
