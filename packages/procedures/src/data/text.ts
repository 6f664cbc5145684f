/**
 * Theory of operation
 *
 * Vietnamese text that went through a wrong encoding is told from text that is merely foreign by what only the mistake can bring
 * about. UTF-8 that was read as Windows-1252 or Latin-1 gives, written back, valid UTF-8 again; a text that was typed does not. TCVN3
 * (ABC) puts signs such as ¨ or ¶ inside words, where nobody writes them. VNI puts the tone as a letter of its own behind the vowel,
 * as in "Nguyeãn": pairs that neither Vietnamese nor the names of foreigners have. Decomposed Unicode (NFD) says the same as NFC and
 * is only rewritten.
 */
import type { Fault } from './data-code.ts'
import { mustBeTexts } from '../must-be-given.ts'

/** What the text should be instead; `undefined`: it may stay. */
export function textFault(text: string): Fault | undefined {
  mustBeTexts('textFault', { text })
  if (isLost(text)) return { code: 'TEXT_LOST' }
  if (/[^\P{Cc}\t\n\r]|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/u.test(text) && !isMojibake(text)) return { code: 'TEXT_CONTROL' }
  if (isMojibake(text)) return { code: 'TEXT_MOJIBAKE' }
  // A word with one of Unicode's own Vietnamese letters was typed as Unicode.
  if (/[ăđơưĂĐƠƯ\u1ea0-\u1ef9]/.test(text)) return undefined
  if (TCVN3.test(text)) return { code: 'TEXT_TCVN3' }
  return isVni(text) ? { code: 'TEXT_VNI' } : undefined
}

/** One way to write it: composed, without white space around. */
export function canonicalText(text: string): string {
  return text.normalize('NFC').trim()
}

/** Question marks inside words, where no letter of the text has a mark of its own left; addresses on the web have them too. */
function isLost(text: string): boolean {
  if (text.includes('\ufffd')) return true
  return !/[^\p{ASCII}]/u.test(text) && text.split(/\s/).some((word) => /^[^/=@]*[a-z]\?[a-z][^/=@]*$/i.test(word))
}

/** Windows-1252 from 0x80 to 0x9f, by the WHATWG index; a dot stands for what it leaves to Latin-1's controls. */
const WINDOWS_1252 = '€.‚ƒ„…†‡ˆ‰Š‹Œ.Ž..‘’“”•–—˜™š›œ.žŸ'
const BYTES: ReadonlyMap<string, number> = new Map([
  ...Array.from({ length: 256 }, (_, byte) => [String.fromCharCode(byte), byte] as const),
  ...Array.from(WINDOWS_1252, (letter, index) => [letter, 0x80 + index] as const).filter(([letter]) => letter !== '.'),
])

function isMojibake(text: string): boolean {
  // The whole text, or a line of it: a report may quote one that went wrong.
  return text.split(/\r?\n/).some((line) => isReadWrongly(line) || line.split(' ').some(isReadWrongly))
}

function isReadWrongly(text: string): boolean {
  const bytes = Array.from(text, (letter) => BYTES.get(letter))
  if (bytes.every((byte) => byte !== undefined && byte < 128) || bytes.includes(undefined)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes as number[]))
    return true
  } catch {
    return false
  }
}

/** Signs between letters, before a word, or behind a letter at its end, in text of Latin-1 letters. */
const TCVN3 =
  /[A-Za-zÀ-ÿ][¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±µ¶·¸¹»¼½¾]+[A-Za-zÀ-ÿ]|(?:^|[\s(])[§®¢¡][A-Za-zÀ-ÿ]|[A-Za-zÀ-ÿ][¶·¸¹µ»¼½¾](?=[\s,.;]|$)/

/** Pairs of a plain vowel and a marked one that only VNI writes; one of the first kind is enough, two of the second. */
const SURE = /[aA][àáãâåêÀÁÃÂÅÊ]|[eE](?:[àâåäÀÂÅÄ]|[ãÃ][nN])|[oO][âåäÂÅÄ]|[aAeEoOuU][ûÛ]/
const LIKELY = /[aAeEoOuUöÖôÔ][øõïéèúùëêØÕÏÉÈÚÙËÊ]|[eE][áãÁÃ]|(?<![A-Za-zÀ-ÿ])[ñÑ][aeiouAEIOUöôÖÔ]/g

function isVni(text: string): boolean {
  return SURE.test(text) || (text.match(LIKELY)?.length ?? 0) >= 2
}
