import { unmarked, wordsOf } from '@motcua/engine/ports'
import { OF_WORDS, remembered } from './remembered.ts'

/** Beginnings of so many letters leave a bit each: one letter would tell nothing, and Vietnamese syllables have four on average. */
const LENGTHS = [2, 3, 4]
/** A prime, so that letters which differ by little come to different bits; the sign of PostgreSQL's bigint stays free. */
const BITS = 61

/**
 * What a text may contain, in one number: a bit for each beginning of each of its words, without marks. A text that a query finds has all
 * bits of the query; one that has them may contain it, and is looked at. It costs a hundredth of looking at the words.
 */
export function signatureOf(text: string): bigint {
  let bits = 0n
  for (const word of wordsOf(text)) bits |= bitsOf(word)
  return bits
}

const bitsOf = remembered((word: string): bigint => {
  let bits = 0n
  const letters = [...unmarked(word)]
  for (const length of LENGTHS) if (letters.length >= length) bits |= 1n << BigInt(bitOf(letters.slice(0, length)))
  return bits
}, OF_WORDS)

function bitOf(beginning: readonly string[]): number {
  let sum = 0
  for (let index = 0; index < 4; index += 1) sum = sum * 31 + (beginning[index]?.codePointAt(0) ?? 0)
  return (sum + beginning.length * 7) % BITS
}
