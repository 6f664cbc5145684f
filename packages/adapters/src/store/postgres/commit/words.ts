import { createHash } from 'node:crypto'
import { unmarked, wordsOf } from '@motcua/engine/ports'
import { OF_WORDS, remembered } from './remembered.ts'
import { signatureOf } from './signature.ts'

/** PostgreSQL's limit for one lexeme is 2,046 bytes; a letter has at most four. */
const LONGEST_WORD = 500
/** Letters by which the vocabulary knows a longer word: Vietnamese syllables have seven at most, and numbers of people have more. */
export const BEGINNING = 8

/**
 * The lexemes of a text: every word without its marks and, where it has some, as it is written after a `=`, which no word contains. A
 * long word has its beginning as well, with a `+` after it. So what `isFoundBy` finds by a short beginning is found by the lexemes of the
 * vocabulary that begin so, each exactly; and by a long one among the words themselves.
 */
export function lexemesOf(text: string): string[] {
  const lexemes = new Set<string>()
  for (const word of wordsOf(text)) for (const lexeme of lexemesOfWord(word)) lexemes.add(lexeme)
  return [...lexemes]
}

const lexemesOfWord = remembered((word: string): readonly string[] => {
  const plain = unmarked(word)
  return plain === word ? withBeginning('', word) : [...withBeginning('', plain), ...withBeginning('=', word)]
}, OF_WORDS)

function withBeginning(mark: string, word: string): string[] {
  const whole = `${mark}${cut(word, LONGEST_WORD)}`
  return lengthOf(word) > BEGINNING ? [whole, `${mark}${cut(word, BEGINNING)}+`] : [whole]
}

/** A beginning of lexemes that a text must have one of. */
export interface Beginning {
  readonly lexeme: string
  /** The vocabulary does not know it. */
  readonly isLong: boolean
}

/** What the words of a query ask for: a word that another begins with asks for nothing more. */
export function beginningsOf(query: string): Beginning[] {
  const words = [...new Set(wordsOf(query))]
  const [isBegun, isBegunPlainly] = [begunIn(words), begunIn(words.map(unmarked))]
  return words.flatMap((word) => {
    const isPlain = unmarked(word) === word
    if (isPlain ? isBegunPlainly(word) : isBegun(word)) return []
    return [{ lexeme: `${isPlain ? '' : '='}${cut(word, LONGEST_WORD)}`, isLong: lengthOf(word) > BEGINNING }]
  })
}

/** Whether one of the texts is begun by others of them: those stand right behind it in their order, however many there are. */
function begunIn(texts: readonly string[]): (text: string) => boolean {
  const inOrder = [...texts].sort()
  const places = new Map([...inOrder.entries()].reverse().map(([place, text]) => [text, place]))
  return (text) => inOrder[(places.get(text) ?? inOrder.length) + 1]?.startsWith(text) === true
}

function lengthOf(word: string): number {
  return [...word].length
}

function cut(word: string, length: number): string {
  return word.length <= length ? word : [...word].slice(0, length).join('')
}

/** Names a text within its dossier, with its signature at the end; the empty text has no words and the empty name. */
export function digestOf(text: string): string {
  return text === '' ? '' : digestOfSome(text)
}

/** One text is asked about several times for each commit of its dossier; so many of them are a few megabytes. */
const digestOfSome = remembered(
  (text) => {
    const signature = signatureOf(text).toString(16).padStart(16, '0')
    return createHash('md5').update(text).digest('base64url') + signature
  },
  { most: 10_000 },
)
