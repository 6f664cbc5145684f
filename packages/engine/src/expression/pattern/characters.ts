/** Whether one character (a code point) is meant. */
export type Characters = (character: string) => boolean

/** What is wrong with a pattern; its message says what was expected. */
export class PatternMistake extends Error {}

const NAME_START = '[:_\\p{L}\\p{Nl}]'
const NAME = '[-.:_\\p{L}\\p{Nl}\\p{M}\\p{Nd}\\u00B7]'

/** Escapes for many characters (XML Schema part 2, appendix G.4.2.5). `\w` has no `_`: that is punctuation. */
const MANY: Readonly<Record<string, RegExp>> = {
  s: /^[ \t\n\r]$/u,
  d: /^\p{Nd}$/u,
  w: /^[^\p{P}\p{Z}\p{C}]$/u,
  i: new RegExp(`^${NAME_START}$`, 'u'),
  c: new RegExp(`^${NAME}$`, 'u'),
}

/** Blocks of Unicode that texts in Vietnamese and its neighbours are made of. */
const BLOCKS: Readonly<Record<string, readonly [number, number]>> = {
  BasicLatin: [0x0, 0x7f],
  'Latin-1Supplement': [0x80, 0xff],
  'LatinExtended-A': [0x100, 0x17f],
  'LatinExtended-B': [0x180, 0x24f],
  CombiningDiacriticalMarks: [0x300, 0x36f],
  Greek: [0x370, 0x3ff],
  GreekandCoptic: [0x370, 0x3ff],
  Cyrillic: [0x400, 0x4ff],
  LatinExtendedAdditional: [0x1e00, 0x1eff],
  GeneralPunctuation: [0x2000, 0x206f],
  CJKUnifiedIdeographs: [0x4e00, 0x9fff],
}

export const ANY: Characters = () => true
export const NOT_LINE_END: Characters = (character) => character !== '\n' && character !== '\r'

/** `\s`, `\D` and their like; `undefined`: the letter stands for none. */
export function manyOf(letter: string): Characters | undefined {
  const found = Object.hasOwn(MANY, letter.toLowerCase()) ? MANY[letter.toLowerCase()] : undefined
  if (found === undefined) return undefined
  return letter === letter.toLowerCase() ? (character) => found.test(character) : (character) => !found.test(character)
}

/** What `\p{…}` names: a general category, as `Lu`, or a block, as `IsBasicLatin`. */
export function property(name: string): Characters {
  if (name.startsWith('Is')) {
    const block = Object.hasOwn(BLOCKS, name.slice(2)) ? BLOCKS[name.slice(2)] : undefined
    if (block === undefined) throw new PatternMistake(`expected a block of Unicode that is known, found "${name}"`)
    return within(block[0], block[1])
  }
  if (!/^(L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?)$/.test(name))
    throw new PatternMistake(`expected a category of Unicode, found "${name}"`)
  const pattern = new RegExp(`^\\p{${name}}$`, 'u')
  return (character) => pattern.test(character)
}

export function within(from: number, to: number): Characters {
  return (character) => {
    const code = character.codePointAt(0) ?? -1
    return code >= from && code <= to
  }
}

/** Capital and small letters are one. Categories are not read in this way: `\p{Lu}` stays a capital letter. */
export function inAnyCase(meant: Characters): Characters {
  return (character) => meant(character) || meant(character.toLowerCase()) || meant(character.toUpperCase())
}

export function exactlyInAnyCase(written: string): Characters {
  const [small, capital] = [written.toLowerCase(), written.toUpperCase()]
  return (character) => character === written || character.toLowerCase() === small || character.toUpperCase() === capital
}
