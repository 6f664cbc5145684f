import { decimal, normal } from '../number.ts'
import { PatternMistake } from '../pattern/characters.ts'
import { Regex, type Found, type Search } from '../pattern/regex.ts'
import { LONGEST_RESULT, step, textOf, weighWhole, type Env, type FeelValue } from '../value.ts'
import { builtin, list, number, text, Unfit, whole, type Builtins } from './define.ts'

/** Longer patterns and texts are not matched. */
const LONGEST_PATTERN = 500
const LONGEST_TEXT = 20_000
/** Patterns are mostly literals: those met last are kept. */
const MOST_KEPT = 100
const KEPT = new Map<string, Regex>()

function regex(source: string, given: FeelValue | undefined): Regex {
  const flags = given === undefined || given === null ? '' : text(given)
  if (source.length > LONGEST_PATTERN) throw new Unfit(`expected a pattern up to ${LONGEST_PATTERN} characters`)
  if (!/^[smixq]*$/.test(flags)) throw new Unfit(`expected flags of s, m, i, x and q, found "${flags}"`)
  const key = `${flags} ${source}`
  const kept = KEPT.get(key)
  if (kept !== undefined) return kept
  try {
    const made = new Regex(source, flags)
    if (KEPT.size >= MOST_KEPT) KEPT.clear()
    KEPT.set(key, made)
    return made
  } catch (error) {
    throw error instanceof PatternMistake ? new Unfit(error.message) : error
  }
}

/** Searches a text, and counts what that took. */
function searched<T>(pattern: Regex, characters: readonly string[], env: Env, work: (search: Search) => T): T {
  const search = pattern.in(characters)
  try {
    return work(search)
  } catch (error) {
    throw error instanceof PatternMistake ? new Unfit(error.message) : error
  } finally {
    step(env, Math.ceil(search.tried / 16))
  }
}

/** Each match that is not empty, from the left. */
function* matchesIn(search: Search): Generator<Found> {
  for (let found = search.next(0); found !== undefined; found = search.next(found[1] ?? 0)) yield found
}

function replaced(input: string, pattern: Regex, replacement: readonly (string | number)[], env: Env): string {
  const characters = [...bounded(input)]
  if (searched(pattern, [], env, (search) => search.at(0)) !== undefined)
    throw new Unfit('expected a pattern that is no empty text')
  const parts: string[] = []
  let length = 0
  const add = (part: string): void => {
    parts.push(part)
    length += part.length
    if (length > LONGEST_RESULT) throw new Unfit(`expected a text up to ${LONGEST_RESULT} characters`)
  }
  let rest = 0
  searched(pattern, characters, env, (search) => {
    for (const found of matchesIn(search)) {
      add(characters.slice(rest, found[0]).join(''))
      for (const part of replacement)
        add(typeof part === 'string' ? part : characters.slice(found[2 * part] ?? 0, found[2 * part + 1] ?? 0).join(''))
      rest = found[1] ?? 0
    }
  })
  add(characters.slice(rest).join(''))
  return parts.join('')
}

/** A replacement as texts and numbers of groups: `$1`, `$0` for the whole, `\\$` and `\\\\` for the signs themselves. */
function replacementOf(written: string, groups: number): (string | number)[] {
  const parts: (string | number)[] = []
  for (let at = 0; at < written.length; at++) {
    const one = written[at] as string
    const next = written[at + 1] ?? ''
    if (one !== '\\' && one !== '$') parts.push(one)
    else if (one === '\\' ? next !== '\\' && next !== '$' : !/^[0-9]$/.test(next))
      throw new Unfit(`expected $ before the number of a group in a replacement, or \\$, found "${written.slice(at, at + 20)}"`)
    else if (one === '\\') parts.push(written[++at] as string)
    else {
      let group = Number(written[++at])
      while (/^[0-9]$/.test(written[at + 1] ?? '') && group * 10 + Number(written[at + 1]) <= groups)
        group = group * 10 + Number(written[++at])
      if (group <= groups) parts.push(group)
    }
  }
  return parts
}

/** Where an empty text would part, it parts the characters. */
function splitBy(input: string, pattern: Regex, env: Env): string[] {
  const characters = [...bounded(input)]
  return searched(pattern, characters, env, (search) => {
    if (characters.length === 0) return search.at(0) === undefined ? [''] : []
    const parts: string[] = []
    let from = 0
    for (let at = 0; at < characters.length;) {
      const end = search.at(at)?.[1]
      if (end === undefined || end === from) at++
      else {
        parts.push(characters.slice(from, at).join(''))
        from = at = end
      }
    }
    return [...parts, characters.slice(from).join('')]
  })
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
  string: builtin('from', ([from = null], env) => {
    weighWhole(env, from)
    return from === null ? null : textOf(from)
  }),
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
    ([input, source, flags], env) =>
      searched(regex(text(source), flags), [...bounded(text(input))], env, (search) => search.next(0) !== undefined),
    2,
  ),
  replace: builtin(
    'input, pattern, replacement, flags',
    ([input, source, replacement, flags], env) => {
      const pattern = regex(text(source), flags)
      const isLiteral = typeof flags === 'string' && flags.includes('q')
      const parts = isLiteral ? [text(replacement)] : replacementOf(text(replacement), pattern.groups)
      return replaced(text(input), pattern, parts, env)
    },
    3,
  ),
  split: builtin('string, delimiter', ([string, delimiter], env) => splitBy(text(string), regex(text(delimiter), null), env)),
  'string join': builtin(
    'list, delimiter',
    ([items, delimiter]) => {
      const parts = list(items).flatMap((item) => (item === null ? [] : [text(item)]))
      const between = delimiter === undefined || delimiter === null ? '' : text(delimiter)
      const length = parts.reduce((total, part) => total + part.length + between.length, 0)
      if (length > LONGEST_RESULT) throw new Unfit(`expected a text up to ${LONGEST_RESULT} characters, found ${length}`)
      return parts.join(between)
    },
    1,
  ),
}
