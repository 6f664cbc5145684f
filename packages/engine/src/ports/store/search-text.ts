/**
 * How text is searched, the same in every store: a text is cut into words at whatever is neither letter nor digit, in lower case and
 * NFC. A word of the query that carries a Vietnamese mark (or đ) finds words that begin with it as it is written; one that carries none
 * finds words that begin with it when their marks are taken off. So "nguyễn" finds "Nguyễn Văn A" and not "Nguyên", "nguyen" finds both.
 */
export function wordsOf(text: string): string[] {
  return text.normalize('NFC').toLowerCase().match(WORD) ?? []
}

const WORD = /[\p{L}\p{N}]+/gu

/** The word without Vietnamese marks: `đường` gives `duong`. */
export function unmarked(word: string): string {
  return word.normalize('NFD').replace(MARKS, '').replaceAll('đ', 'd').normalize('NFC')
}

const MARKS = /\p{M}+/gu

/** Whether all words of the query begin a word of the text: what every store's index must agree with. */
export function isFoundBy(query: string, text: string): boolean {
  const words = wordsOf(text)
  return wordsOf(query).every((wanted) => {
    const isMarked = unmarked(wanted) !== wanted
    return words.some((word) => (isMarked ? word : unmarked(word)).startsWith(wanted))
  })
}
