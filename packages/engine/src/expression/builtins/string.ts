import { decimal, normal } from '../number.ts'
import { textOf, type FeelValue } from '../value.ts'
import { builtin, list, number, text, Unfit, whole, type Builtins } from './define.ts'

/** Longer patterns and texts are not matched: matching must stay bounded. */
const LONGEST_PATTERN = 500
const LONGEST_TEXT = 20_000

/** XPath flags and JavaScript's are the same letters, but for `x` and `q`. */
function pattern(source: string, flags: string, extra: string): RegExp {
  if (source.length > LONGEST_PATTERN) throw new Unfit(`expected a pattern up to ${LONGEST_PATTERN} characters`)
  // A repetition of a repetition may try for ever.
  if (/\([^()]*[+*{][^()]*\)[+*{]/.test(source))
    throw new Unfit(`expected a pattern without nested repetitions, found "${source}"`)
  if (!/^[smixq]*$/.test(flags)) throw new Unfit(`expected flags of s, m, i, x and q, found "${flags}"`)
  // Blanks count inside of a class alone.
  const written = flags.includes('x') ? source.replace(/(\[[^\]]*\])|\s+/g, '$1') : source
  const escaped = flags.includes('q') ? source.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : written
  // A class may be subtracted from a class, as [a-z-[aeiou]]: JavaScript writes two signs.
  const subtracts = !flags.includes('q') && /\[[^\]]*-\[/.test(escaped)
  const translated = subtracts ? escaped.replace(/-\[/g, '--[') : escaped
  try {
    return new RegExp(
      translated,
      `${subtracts ? 'v' : 'u'}${extra}${['i', 's', 'm'].filter((flag) => flags.includes(flag)).join('')}`,
    )
  } catch {
    throw new Unfit(`expected a regular expression, found "${source.slice(0, 40)}"`)
  }
}

/** A position or length; a fraction is left out. */
function position(value: FeelValue | undefined): number {
  return whole(normal(decimal(number(value)).trunc()))
}

function bounded(value: string): string {
  if (value.length > LONGEST_TEXT) throw new Unfit(`expected a text up to ${LONGEST_TEXT} characters, found ${value.length}`)
  return value
}

export const STRING: Builtins = {
  string: builtin('from', ([from]) => (from === null ? null : textOf(from ?? null))),
  substring: builtin(
    'string, start position, length',
    ([string, start, length]) => {
      const characters = [...text(string)]
      const at = position(start)
      if (at === 0) throw new Unfit('expected a position from 1 on, or from -1 back')
      const from = at > 0 ? at - 1 : Math.max(0, characters.length + at)
      const count = length === undefined || length === null ? undefined : position(length)
      if (count !== undefined && count < 0) throw new Unfit(`expected a length from 0 on, found ${count}`)
      return characters.slice(from, count === undefined ? undefined : from + count).join('')
    },
    2,
  ),
  'string length': builtin('string', ([string]) => [...text(string)].length),
  'upper case': builtin('string', ([string]) => text(string).toUpperCase()),
  'lower case': builtin('string', ([string]) => text(string).toLowerCase()),
  'is blank': builtin('string', ([string]) => text(string).trim() === ''),
  trim: builtin('string', ([string]) => text(string).trim()),
  'substring before': builtin('string, match', ([string, match]) => {
    const at = text(string).indexOf(text(match))
    return at < 0 ? '' : text(string).slice(0, at)
  }),
  'substring after': builtin('string, match', ([string, match]) => {
    const at = text(string).indexOf(text(match))
    return at < 0 ? '' : text(string).slice(at + text(match).length)
  }),
  contains: builtin('string, match', ([string, match]) => text(string).includes(text(match))),
  'starts with': builtin('string, match', ([string, match]) => text(string).startsWith(text(match))),
  'ends with': builtin('string, match', ([string, match]) => text(string).endsWith(text(match))),
  matches: builtin(
    'input, pattern, flags',
    ([input, source, flags]) => pattern(text(source), flagsOf(flags), '').test(bounded(text(input))),
    2,
  ),
  replace: builtin(
    'input, pattern, replacement, flags',
    ([input, source, replacement, flags]) =>
      bounded(text(input)).replace(pattern(text(source), flagsOf(flags), 'g'), text(replacement).replace(/\$0/g, '$$&')),
    3,
  ),
  split: builtin('string, delimiter', ([string, delimiter]) => bounded(text(string)).split(pattern(text(delimiter), '', ''))),
  'string join': builtin(
    'list, delimiter',
    ([items, delimiter]) =>
      list(items)
        .filter((item) => item !== null)
        .map((item) => text(item))
        .join(delimiter === undefined || delimiter === null ? '' : text(delimiter)),
    1,
  ),
}

function flagsOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
