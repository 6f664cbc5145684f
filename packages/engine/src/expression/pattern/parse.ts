import {
  ANY,
  exactlyInAnyCase,
  inAnyCase,
  manyOf,
  NOT_LINE_END,
  PatternMistake,
  property,
  within,
  type Characters,
} from './characters.ts'

/** A regular expression as a tree. */
export type Pattern =
  | { readonly kind: 'characters'; readonly meant: Characters }
  | { readonly kind: 'sequence'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'choice'; readonly branches: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly of: Pattern; readonly least: number; readonly most: number; readonly isLazy: boolean }
  | { readonly kind: 'group'; readonly number: number; readonly of: Pattern }
  | { readonly kind: 'again'; readonly group: number }
  | { readonly kind: 'start' | 'end' }

/** Groups in groups; a walk over the tree stays bounded. */
const DEEPEST = 100
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/**
 * Parses a regular expression of XPath (Functions and Operators 3.1 §5.6.1, which FEEL names in DMN §10.3.4.3): that of XML Schema with `^`, `$`,
 * lazy quantifiers, `(?:…)` and `\1`. No looking ahead or back, no `\b`.
 *
 * @param flags  of `s`, `m`, `i`, `x`, `q`
 * @throws PatternMistake
 */
export function parsePattern(source: string, flags: string): { readonly pattern: Pattern; readonly groups: number } {
  const parser = new Parser([...(flags.includes('x') && !flags.includes('q') ? withoutBlanks(source) : source)], flags)
  return flags.includes('q') ? { pattern: parser.literally(), groups: 0 } : { pattern: parser.whole(), groups: parser.groups }
}

/** Blanks count inside of a class alone. */
function withoutBlanks(source: string): string {
  let kept = ''
  let classes = 0
  for (let at = 0; at < source.length; at++) {
    const one = source[at] as string
    if (classes === 0 && /[ \t\n\r]/.test(one)) continue
    kept += one
    if (one === '\\' && classes > 0) kept += source[++at] ?? ''
    else if (one === '[') classes++
    else if (one === ']') classes--
  }
  return kept
}

class Parser {
  groups = 0
  readonly #closed = new Set<number>()
  #at = 0
  #depth = 0

  constructor(
    private readonly source: readonly string[],
    private readonly flags: string,
  ) {}

  whole(): Pattern {
    const pattern = this.#choice()
    if (this.#at < this.source.length) this.#mistake('the end')
    return pattern
  }

  literally(): Pattern {
    return { kind: 'sequence', parts: this.source.map((one) => this.#one(one)) }
  }

  #choice(): Pattern {
    if (++this.#depth > DEEPEST) this.#mistake(`at most ${DEEPEST} groups in each other`)
    const branches = [this.#sequence()]
    while (this.#take('|')) branches.push(this.#sequence())
    this.#depth--
    return branches.length === 1 ? (branches[0] as Pattern) : { kind: 'choice', branches }
  }

  #sequence(): Pattern {
    const parts: Pattern[] = []
    while (this.#at < this.source.length && this.#next !== '|' && this.#next !== ')') parts.push(this.#quantified(this.#atom()))
    return { kind: 'sequence', parts }
  }

  #quantified(of: Pattern): Pattern {
    const [least, most] = this.#quantity() ?? []
    if (least === undefined || most === undefined) return of
    return { kind: 'repeat', of, least, most, isLazy: this.#take('?') }
  }

  #quantity(): [least: number, most: number] | undefined {
    if (this.#take('?')) return [0, 1]
    if (this.#take('*')) return [0, Infinity]
    if (this.#take('+')) return [1, Infinity]
    if (!this.#take('{')) return undefined
    const least = this.#digits()
    const most = this.#take(',') ? (this.#next === '}' ? Infinity : this.#digits()) : least
    if (!this.#take('}') || most < least) this.#mistake('a quantity as {1,2}')
    return [least, most]
  }

  #digits(): number {
    let digits = ''
    while (/^[0-9]$/.test(this.#next ?? '')) digits += this.source[this.#at++]
    return digits === '' ? this.#mistake('a number') : Number(digits)
  }

  #atom(): Pattern {
    const one = this.source[this.#at++]
    switch (one) {
      case '(':
        return this.#group()
      case '[':
        return { kind: 'characters', meant: this.#class() }
      case '.':
        return { kind: 'characters', meant: this.flags.includes('s') ? ANY : NOT_LINE_END }
      case '^':
        return { kind: 'start' }
      case '$':
        return { kind: 'end' }
      case '\\':
        return this.#escape()
      case '*':
      case '+':
      case '?':
      case '{':
      case '}':
      case ']':
        return this.#mistake('something to repeat, or a sign after \\')
      default:
        return this.#one(one as string)
    }
  }

  #group(): Pattern {
    const isCounted = !(this.#next === '?' && this.source[this.#at + 1] === ':')
    const number = isCounted ? ++this.groups : 0
    if (!isCounted) this.#at += 2
    const of = this.#choice()
    if (!this.#take(')')) this.#mistake(')')
    this.#closed.add(number)
    return isCounted ? { kind: 'group', number, of } : of
  }

  #escape(): Pattern {
    if (!/^[1-9]$/.test(this.#next ?? '')) return { kind: 'characters', meant: this.#escaped() }
    let group = Number(this.source[this.#at++])
    while (/^[0-9]$/.test(this.#next ?? '') && group * 10 + Number(this.#next) <= this.groups)
      group = group * 10 + Number(this.source[this.#at++])
    return this.#closed.has(group) ? { kind: 'again', group } : this.#mistake('a group that ends before')
  }

  /** What stands behind `\`, which is read already. */
  #escaped(): Characters {
    const one = this.source[this.#at++]
    if (one === undefined) return this.#mistake('a sign after \\')
    const many = manyOf(one)
    if (many !== undefined) return many
    if (one === 'p' || one === 'P') {
      let name = ''
      if (!this.#take('{')) this.#mistake('{')
      while (this.#next !== undefined && this.#next !== '}') name += this.source[this.#at++]
      if (!this.#take('}')) this.#mistake('}')
      const meant = property(name)
      return one === 'p' ? meant : (character) => !meant(character)
    }
    const written = ESCAPED[one] ?? (/^[\p{P}\p{S}]$/u.test(one) ? one : this.#mistake('a sign that may stand after \\'))
    return this.#exactly(written)
  }

  /** `[…]`, whose first bracket is read already. */
  #class(): Characters {
    const isNegated = this.#take('^')
    const some: Characters[] = []
    let without: Characters | undefined
    for (let isFirst = true; isFirst || this.#next !== ']'; isFirst = false) {
      if (this.#next === undefined) this.#mistake(']')
      if (!isFirst && this.#next === '-' && this.source[this.#at + 1] === '[') {
        this.#at += 2
        if (++this.#depth > DEEPEST) this.#mistake(`at most ${DEEPEST} classes in each other`)
        without = this.#class()
        this.#depth--
        if (this.source[this.#at] !== ']') this.#mistake(']')
        break
      }
      some.push(this.#classPart())
    }
    this.#at++
    const isOne: Characters = (character) => some.some((meant) => meant(character)) !== isNegated
    return without === undefined ? isOne : (character) => isOne(character) && !without(character)
  }

  #classPart(): Characters {
    const many = this.#next === '\\' && /^[sSdDwWiIcCpP]$/.test(this.source[this.#at + 1] ?? '')
    if (many) {
      this.#at++
      return this.#escaped()
    }
    const from = this.#classCharacter()
    const isRange = this.#next === '-' && this.source[this.#at + 1] !== ']' && this.source[this.#at + 1] !== '['
    if (!isRange) return this.#exactly(from)
    this.#at++
    const [low, high] = [from.codePointAt(0) ?? 0, this.#classCharacter().codePointAt(0) ?? 0]
    if (high < low) this.#mistake('a range from the lower to the higher')
    return this.flags.includes('i') ? inAnyCase(within(low, high)) : within(low, high)
  }

  #classCharacter(): string {
    const one = this.source[this.#at++]
    if (one === undefined || one === '[' || one === ']') return this.#mistake('a character')
    if (one !== '\\') return one
    const escaped = this.source[this.#at++] ?? ''
    return ESCAPED[escaped] ?? (/^[\p{P}\p{S}]$/u.test(escaped) ? escaped : this.#mistake('a sign that may stand after \\'))
  }

  #one(written: string): Pattern {
    return { kind: 'characters', meant: this.#exactly(written) }
  }

  #exactly(written: string): Characters {
    return this.flags.includes('i') ? exactlyInAnyCase(written) : (character) => character === written
  }

  get #next(): string | undefined {
    return this.source[this.#at]
  }

  #take(one: string): boolean {
    if (this.#next !== one) return false
    this.#at++
    return true
  }

  #mistake(expected: string): never {
    const rest = this.source.slice(Math.max(0, this.#at - 1), this.#at + 20).join('')
    throw new PatternMistake(`expected ${expected} in a regular expression, found "${rest}"`)
  }
}
