/** The known word that somebody most likely meant; `undefined`: none is near. */
export function closest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1
  if (word.length > 100) return undefined
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue
    const distance = distanceOf(word.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance]
  }
  return best
}

/** Levenshtein. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** Words listed where none is near; more than these nobody reads. */
const MOST_LISTED = 12

/** What to write instead of a word that is not known: the nearest one, else what there is. */
export function suggestion(word: string, known: Iterable<string>): { readonly hintVi: string; readonly hintEn: string } {
  const words = [...known]
  const near = closest(word, words)
  if (near !== undefined) return { hintVi: `có phải "${near}"?`, hintEn: `did you mean "${near}"?` }
  const listed = words.length === 0 ? '–' : words.slice(0, MOST_LISTED).join(', ') + (words.length > MOST_LISTED ? ', …' : '')
  return { hintVi: `dùng một trong: ${listed}`, hintEn: `use one of: ${listed}` }
}
