import { kindOf } from './arithmetic.ts'
import { compare, equals } from './compare.ts'
import { countOf } from './number.ts'
import { propertyOf, Temporal } from './temporal.ts'
import { FeelDateTime, isContext, isList, isNumber, nothing, Range, step, type Env, type FeelValue, type Frame } from './value.ts'

/** What it takes to find an instant in a zone. */
const ZONE_STEPS = 10

type Evaluate = (env: Env) => FeelValue

/** `= x` or `!= x` as a test of its own. */
export class UnaryTest {
  constructor(
    private readonly isNegated: boolean,
    private readonly value: FeelValue,
  ) {}

  test(input: FeelValue, env: Env): boolean | null {
    const found = equals(input, this.value, env)
    return found === null ? nothing(env, `expected two values of one kind, found ${kindOf(input)}`) : found !== this.isNegated
  }
}

export function order(sign: string, a: FeelValue, b: FeelValue, env: Env): boolean | null {
  // Two zones have to be looked up.
  if (a instanceof FeelDateTime) step(env, ZONE_STEPS)
  const found = compare(a, b)
  if (found === null) return nothing(env, `expected values with an order, found ${kindOf(a)} ${sign} ${kindOf(b)}`)
  switch (sign) {
    case '<':
      return found < 0
    case '<=':
      return found <= 0
    case '>':
      return found > 0
    default:
      return found >= 0
  }
}

export function local(frame: Frame | undefined, name: string): FeelValue | undefined {
  for (let at = frame; at !== undefined; at = at.parent) {
    const found = at.get(name)
    if (found !== undefined) return found
  }
  return undefined
}

export function itemFrame(item: FeelValue, parent: Frame | undefined): Frame {
  return {
    get: (name) => (isContext(item) && item.has(name) ? (item.get(name) ?? null) : name === 'item' ? item : undefined),
    parent,
  }
}

export function nth(list: readonly FeelValue[], index: FeelValue): FeelValue {
  const count = isNumber(index) ? countOf(index) : undefined
  if (count === undefined || count === 0) return null
  return list[count > 0 ? count - 1 : list.length + count] ?? null
}

/** `.name` of a context, of each context in a list, of a date. */
export function at(value: FeelValue, name: string, env: Env): FeelValue {
  if (value === null) return null
  if (isContext(value)) return value.get(name) ?? null
  if (isList(value)) {
    step(env, value.length)
    return value.map((item) => at(item, name, env))
  }
  if (value instanceof Range) {
    if (name === 'start') return value.start
    if (name === 'end') return value.end
    if (name === 'start included') return value.includesStart
    return name === 'end included' ? value.includesEnd : null
  }
  const property = propertyOf(value, name)
  return property === undefined ? nothing(env, `expected something with "${name}", found ${kindOf(value)}`) : property
}

/** What an iterator goes over: a list, a range, or from one number to another. */
export function itemsOf(bounds: readonly Evaluate[], env: Env): Iterable<FeelValue> | null {
  const [first, second] = bounds.map((bound) => bound(env))
  if (second === undefined) {
    if (first instanceof Range) {
      const all = numbers(first.start, first.end, env)
      return all?.slice(first.includesStart ? 0 : 1, first.includesEnd ? undefined : -1) ?? null
    }
    return first === undefined || first === null ? null : isList(first) ? first : [first]
  }
  return numbers(first ?? null, second, env)
}

/** Whole numbers, or days, from one to the other, in either direction. */
export function numbers(from: FeelValue, to: FeelValue, env: Env): FeelValue[] | null {
  if (from instanceof Temporal.PlainDate && to instanceof Temporal.PlainDate) {
    const { days } = from.until(to, { largestUnit: 'days' })
    step(env, Math.abs(days) + 1)
    return Array.from({ length: Math.abs(days) + 1 }, (_, index) => from.add({ days: Math.sign(days) * index }))
  }
  const [low, high] = [isNumber(from) ? countOf(from) : undefined, isNumber(to) ? countOf(to) : undefined]
  if (low === undefined || high === undefined) return null
  step(env, Math.abs(high - low) + 1)
  const direction = low <= high ? 1 : -1
  return Array.from({ length: Math.abs(high - low) + 1 }, (_, index) => low + direction * index)
}

/** A string literal without its quotes, with its escapes resolved. */
export function unquoted(text: string): string {
  return text
    .slice(1, -1)
    .replace(/\\(u\{?([0-9a-fA-F]{1,6})\}?|U([0-9a-fA-F]{6})|.)/g, (whole, kind: string, short?: string, long?: string) => {
      const code = parseInt(short ?? long ?? '', 16)
      if (!Number.isNaN(code)) return code <= 0x10ffff ? String.fromCodePoint(code) : whole
      return ESCAPES[kind] ?? whole
    })
}

const ESCAPES: Readonly<Record<string, string | undefined>> = { n: '\n', r: '\r', t: '\t', '"': '"', "'": "'", '\\': '\\' }
