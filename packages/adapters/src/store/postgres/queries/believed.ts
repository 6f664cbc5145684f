/** How long what the server said of its tables is believed, in milliseconds: the planner itself learns anew when a tenth of the rows has changed. */
const BELIEVED_MS = 60_000
/** Who asks after so long waits for it; before, what was known does until the server has said it anew. */
const FORGOTTEN_MS = 10 * BELIEVED_MS

/** What is asked of the server once in a while. */
export class Believed<Key, T> {
  readonly #known = new Map<Key, { readonly at: number; readonly value: T }>()
  readonly #asked = new Map<Key, Promise<T>>()

  /** @param clock  milliseconds since any instant */
  constructor(
    private readonly read: (key: Key) => Promise<T>,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  async of(key: Key): Promise<T> {
    const known = this.#known.get(key)
    const age = known === undefined ? Infinity : this.clock() - known.at
    if (known !== undefined && age < BELIEVED_MS) return known.value
    const asked = this.#asked.get(key) ?? this.#ask(key)
    if (known === undefined || age >= FORGOTTEN_MS) return asked
    // Whoever asks next tries again.
    asked.catch(() => undefined)
    return known.value
  }

  #ask(key: Key): Promise<T> {
    const asked = this.read(key)
      .then((value) => {
        this.#known.set(key, { at: this.clock(), value })
        return value
      })
      .finally(() => this.#asked.delete(key))
    this.#asked.set(key, asked)
    return asked
  }
}
