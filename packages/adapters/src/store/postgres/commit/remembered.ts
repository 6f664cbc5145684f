export interface Bounds {
  /** Texts that are kept; what would be one more lets go of all. */
  readonly most: number
  /** Longer texts are not kept; absent: all are. */
  readonly longest?: number
}

/** Syllables: names and titles have the same ones again and again, of some seven thousand. Numbers and codes are longer, and hardly ever come again. */
export const OF_WORDS: Bounds = { most: 10_000, longest: 8 }

/** What is made of a text, kept for the next time. */
export function remembered<T>(make: (text: string) => T, { most, longest = Infinity }: Bounds): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const made = make(text)
    if (text.length > longest) return made
    if (known.size >= most) known.clear()
    known.set(text, made)
    return made
  }
}
