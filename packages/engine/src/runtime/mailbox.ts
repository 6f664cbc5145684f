/** One thing at a time for each dossier; different dossiers go side by side. */
export class Mailboxes {
  /** Each dossier that has somebody inside, and who waits there, the first first. */
  readonly #inside = new Map<string, (() => void)[] | undefined>()

  /** Whoever enters must leave. @returns when it is their turn; `undefined`: at once */
  enter(dossier: string): Promise<void> | undefined {
    if (!this.#inside.has(dossier)) {
      this.#inside.set(dossier, undefined)
      return undefined
    }
    const waiting = this.#inside.get(dossier) ?? []
    this.#inside.set(dossier, waiting)
    return new Promise((resolve) => waiting.push(resolve))
  }

  leave(dossier: string): void {
    const next = this.#inside.get(dossier)?.shift()
    if (next === undefined) this.#inside.delete(dossier)
    else next()
  }
}
