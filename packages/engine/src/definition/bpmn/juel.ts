/**
 * Theory of operation
 *
 * Other engines write conditions in the unified expression language, as `${a == 1 && !b}`. Its operators have equivalents in FEEL;
 * its method calls have not, but for a few that every condition of Camunda is full of: `execution.getVariable("a")`, `a.equals(b)`,
 * `a.size()`. A small Pratt parser reads the first kind and writes FEEL; whatever it does not know has no
 * translation, and the author is asked to write FEEL.
 */
interface Token {
  readonly kind: 'number' | 'string' | 'name' | 'sign' | 'end'
  readonly text: string
}

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([A-Za-z_]\w*)|(&&|\|\||[=!<>]=|[-+*/%<>!?:().[\],]))/y

const WORDS: Readonly<Record<string, string>> = {
  eq: '==',
  ne: '!=',
  lt: '<',
  gt: '>',
  le: '<=',
  ge: '>=',
  and: '&&',
  or: '||',
  not: '!',
  div: '/',
  mod: '%',
}

/** What means something else in FEEL, or cannot be a name there. */
const FEEL_WORDS = new Set([
  'if',
  'then',
  'else',
  'for',
  'in',
  'return',
  'some',
  'every',
  'satisfies',
  'between',
  'function',
  'instanceof',
])

/** By operator: how tightly it binds, and what FEEL calls it. */
const BINARY: Readonly<Record<string, readonly [power: number, feel: string] | undefined>> = {
  '||': [1, 'or'],
  '&&': [2, 'and'],
  '==': [3, '='],
  '!=': [3, '!='],
  '<': [4, '<'],
  '>': [4, '>'],
  '<=': [4, '<='],
  '>=': [4, '>='],
  '+': [5, '+'],
  '-': [5, '-'],
  '*': [6, '*'],
  '/': [6, '/'],
}

/** `${…}` or `#{…}` as FEEL; `undefined`: its meaning cannot be kept. */
export function fromJuel(text: string): string | undefined {
  const inner = /^[$#]\{([^]*)\}$/.exec(text.trim())?.[1]
  if (inner === undefined) return undefined
  const tokens = tokenise(inner)
  if (tokens === undefined) return undefined
  try {
    const parser = new Parser(tokens)
    const feel = parser.expression(0)
    return parser.isAtEnd() ? feel : undefined
  } catch (error) {
    if (error instanceof NoTranslation) return undefined
    throw error
  }
}

class NoTranslation extends Error {}

function isName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text) && !FEEL_WORDS.has(text) && !Object.hasOwn(WORDS, text)
}

function tokenise(text: string): Token[] | undefined {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  const rest = text.trimEnd()
  while (TOKEN.lastIndex < rest.length) {
    const found = TOKEN.exec(rest)
    if (found === null || tokens.length > 2_000) return undefined
    const [, number, string, name, sign] = found
    if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else if (string !== undefined) tokens.push({ kind: 'string', text: string })
    else if (name !== undefined) {
      const word = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined
      tokens.push(word === undefined ? { kind: 'name', text: name } : { kind: 'sign', text: word })
    } else tokens.push({ kind: 'sign', text: sign ?? '' })
  }
  return tokens
}

class Parser {
  #at = 0
  #depth = 0

  constructor(private readonly tokens: readonly Token[]) {}

  isAtEnd(): boolean {
    return this.#at >= this.tokens.length
  }

  expression(power: number): string {
    if (++this.#depth > 100) throw new NoTranslation()
    let left = this.#unary()
    let compared = false
    for (;;) {
      const next = this.#peek()
      if (next === '?' && power === 0) {
        this.#at++
        const yes = this.expression(0)
        this.#expect(':')
        left = `if ${left} then ${yes} else ${this.expression(0)}`
        continue
      }
      const operator = next === undefined || !Object.hasOwn(BINARY, next) ? undefined : BINARY[next]
      if (operator === undefined || operator[0] <= power) break
      // FEEL's comparisons do not chain.
      const isComparison = operator[0] === 3 || operator[0] === 4
      if (isComparison && compared) throw new NoTranslation()
      compared = isComparison
      this.#at++
      left = `${left} ${operator[1]} ${this.expression(isComparison ? 4 : operator[0])}`
    }
    this.#depth--
    return left
  }

  #unary(): string {
    const token = this.tokens[this.#at++]
    if (token === undefined) throw new NoTranslation()
    if (token.kind === 'number') return token.text
    if (token.kind === 'string') return JSON.stringify(token.text.slice(1, -1).replace(/\\(.)/g, '$1'))
    if (token.kind === 'name') return this.#path(token.text)
    switch (token.text) {
      case '!':
        return `not(${this.expression(6)})`
      case '-':
        return `-${this.expression(6)}`
      case '(': {
        const inner = this.expression(0)
        this.#expect(')')
        return `(${inner})`
      }
      default:
        throw new NoTranslation()
    }
  }

  #path(name: string): string {
    if (name === 'true' || name === 'false' || name === 'null') return name
    if (FEEL_WORDS.has(name)) throw new NoTranslation()
    if (name === 'empty') {
      const value = this.#unary()
      return `(${value} = null or ${value} = "" or ${value} = [])`
    }
    let path = name === 'execution' && this.#isCall('getVariable') ? this.#named() : name
    for (;;) {
      if (this.#isCall('equals')) {
        this.#at += 3
        const other = this.expression(0)
        this.#expect(')')
        path = `(${path} = ${other})`
      } else if (this.#isCall('size')) {
        this.#at += 3
        this.#expect(')')
        path = `count(${path})`
      } else if (this.#peek() === '.') {
        this.#at++
        const next = this.tokens[this.#at++]
        if (next?.kind !== 'name') throw new NoTranslation()
        path += `.${next.text}`
      } else if (this.#peek() === '[') path += this.#place()
      else break
    }
    // Any other call: the host's objects have no equivalent.
    if (this.#peek() === '(') throw new NoTranslation()
    return path
  }

  /** Whether `.name(` follows. */
  #isCall(name: string): boolean {
    const [dot, called, open] = this.tokens.slice(this.#at, this.#at + 3)
    return dot?.text === '.' && called?.kind === 'name' && called.text === name && open?.kind === 'sign' && open.text === '('
  }

  /** `.getVariable("a")` is `a`. */
  #named(): string {
    const [variable, close] = this.tokens.slice(this.#at + 3, this.#at + 5)
    const name = variable?.kind === 'string' ? variable.text.slice(1, -1) : ''
    if (!isName(name) || close?.text !== ')') throw new NoTranslation()
    this.#at += 5
    return name
  }

  /** `[0]`, which FEEL counts from 1, or `['a']`. */
  #place(): string {
    const [, place, close] = this.tokens.slice(this.#at, this.#at + 3)
    if (place === undefined || close?.kind !== 'sign' || close.text !== ']') throw new NoTranslation()
    this.#at += 3
    if (place.kind === 'number' && /^\d+$/.test(place.text)) return `[${Number(place.text) + 1}]`
    const name = place.text.slice(1, -1)
    if (place.kind !== 'string' || !isName(name)) throw new NoTranslation()
    return `.${name}`
  }

  #peek(): string | undefined {
    const token = this.tokens[this.#at]
    return token?.kind === 'sign' ? token.text : undefined
  }

  #expect(sign: string): void {
    if (this.#peek() !== sign) throw new NoTranslation()
    this.#at++
  }
}
