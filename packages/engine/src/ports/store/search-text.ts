import { inputInvalid } from './check.ts'

/**
 * How text is searched, the same in every store: a text is cut into words at whatever is neither letter nor digit, in lower case and
 * NFC. A word of the query that carries a Vietnamese mark (or đ) finds words that begin with it as it is written; one that carries none
 * finds words that begin with it when their marks are taken off. So "nguyễn" finds "Nguyễn Văn A" and not "Nguyên", "nguyen" finds both.
 *
 * @throws StoreFailure STORE_INPUT_INVALID
 */
export function wordsOf(text: string): string[] {
  mustBeText(text)
  return text.normalize('NFC').toLowerCase().match(WORD) ?? []
}

const WORD = /[\p{L}\p{N}]+/gu

/** The word without Vietnamese marks: `đường` gives `duong`. */
export function unmarked(word: string): string {
  mustBeText(word)
  if (PLAIN.test(word)) return word
  return word.normalize('NFD').replace(MARKS, '').replaceAll('đ', 'd').normalize('NFC')
}

/** What has no mark to lose. */
const PLAIN = /^[\x20-\x7e]*$/
const MARKS = /\p{M}+/gu

function mustBeText(text: unknown): void {
  if (typeof text !== 'string')
    throw inputInvalid(`expected a text to search in or for, found ${text === null ? 'none' : typeof text}`)
}

/** Whether all words of the query begin a word of the text: what every store's index must agree with. */
export function isFoundBy(query: string, text: string): boolean {
  const words = wordsOf(text)
  return wordsOf(query).every((wanted) => {
    const isMarked = unmarked(wanted) !== wanted
    return words.some((word) => (isMarked ? word : unmarked(word)).startsWith(wanted))
  })
}
