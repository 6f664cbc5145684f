/** Numbers and codes are longer than a syllable, and hardly ever come again. */
const LONGEST = 8
/** Vietnamese has some seven thousand syllables. */
const MOST = 10_000

/** What is made of a word, kept for short ones: names and titles have the same syllables again and again. */
export function remembered<T>(make: (word: string) => T): (word: string) => T {
  const known = new Map<string, T>()
  return (word) => {
    const before = known.get(word)
    if (before !== undefined) return before
    const made = make(word)
    if (word.length > LONGEST) return made
    if (known.size >= MOST) known.clear()
    known.set(word, made)
    return made
  }
}
