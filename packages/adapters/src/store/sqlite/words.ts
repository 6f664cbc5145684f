import { unmarked, wordsOf } from '@motcua/engine/ports'

/**
 * Theory of operation: SQLite's index gets the words as the port cuts them, once as they are written and once without marks, with
 * blanks between them. Its tokenizer `ascii` cuts at blanks and changes nothing else, so that both agree on what a word is.
 */

/** What the index keeps of a text: its words as written, and without marks. */
export function indexedWords(text: string): readonly [marked: string, plain: string] {
  const words = wordsOf(text)
  return [words.join(' '), words.map(unmarked).join(' ')]
}

/** The query in FTS5's language; `undefined`: no word is asked for, every text fits. */
export function matchOf(query: string): string | undefined {
  const words = wordsOf(query)
  if (words.length === 0) return undefined
  // A word is letters and digits alone: it has no quote that could end the quotes.
  return words.map((word) => `${unmarked(word) === word ? 'plain' : 'marked'} : "${word}" *`).join(' AND ')
}
