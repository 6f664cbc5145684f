import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileExpression } from './index.ts'
import { add, Decimal, multiply, subtract } from './number.ts'
import { MOST_STEPS, type Env } from './value.ts'
import { BUILTINS } from './builtins/index.ts'

const AT = Date.UTC(2025, 7, 29, 8, 10)
const evaluate = (text: string, variables: Record<string, unknown> = {}) =>
  compileExpression(text).evaluate((name) => variables[name] as never, AT)

describe('what an expression may take', () => {
  it.each([
    ['lists that double', 'for i in 1..60 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])'],
    ['lists of the same list', 'for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]]'],
    ['text of lists of the same list', 'string(for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]])'],
    [
      'lists of the same list compared',
      '{a: for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]], b: a = a}.b',
    ],
    ['a path through lists of the same list', '(for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]]).a'],
    ['texts that double', 'string length((for i in 1..60 return if i = 1 then "x" else partial[-1] + partial[-1])[-1]) > 0'],
    ['what was found so far, each time', 'for i in 1..100000 return count(partial)'],
    ['lists in lists', 'for i in 1..5000 return if i = 1 then [1] else [partial[-1]]'],
    ['logarithms', 'for i in 1..100000 return log(i * 1.37)'],
    ['powers', 'for i in 1..100000 return (i * 1.37) ** 0.37'],
    ['numbers of many places', 'for i in 1..100000 return string(1e6000)'],
    ['a function of itself', '(function(f) f(f))(function(f) f(f))'],
  ])('is bounded: %s', (_, text) => {
    const found = evaluate(text)
    expect(found.ok ? found.value : null).toBeNull()
  })

  it('is enough for lists that people have', () => {
    const items = Array.from({ length: 50_000 }, (_, index) =>
      Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((key) => [key, index])),
    )
    const found = evaluate('items', { items })
    expect(found).toEqual({ ok: true, value: items })
    expect(evaluate('count(items[a > 10])', { items })).toEqual({ ok: true, value: 49_989 })
  })
})

describe('matching', () => {
  /** Steps that a call took. */
  function stepsOf(name: string, values: readonly string[]): number {
    const env: Env = { read: () => undefined, at: AT, frame: undefined, steps: 0, problem: undefined }
    BUILTINS.get(name)?.call(values, env)
    return env.steps
  }

  it.each(['((a+))+$x', '^(a|a|a|aa)+$', '(a*)*b', '.*.*.*.*.*b', '(a?){50}a{50}b', '((a|b)*(a|c)*)*d'])(
    'takes no more than the text times the pattern: %s',
    (source) => {
      const [short, long] = [1_000, 4_000].map((length) => stepsOf('matches', ['a'.repeat(length), source]))
      expect(long).toBeLessThan((short ?? 0) * 5)
      expect(long).toBeLessThan(MOST_STEPS)
    },
  )

  it('finds what JavaScript finds where both read a pattern in the same way', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '(a)', '(?:b|a)', '(ab|a)', '^', '$', '(a*)')
    const part = fc
      .tuple(atom, fc.constantFrom('', '', '*', '+', '?', '{1,2}', '{2}', '*?', '+?', '??'))
      .map(([one, times]) => (/[\^$]/.test(one) && one.length === 1 ? one : one + times))
    const pattern = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(pattern, fc.stringMatching(/^[abc]{0,12}$/), (source, text) => {
        expect(evaluate('matches(t, p)', { t: text, p: source })).toEqual({ ok: true, value: new RegExp(source, 'u').test(text) })
        const whole = new RegExp(source, 'gu')
        const replaced = evaluate('replace(t, p, "<$0>")', { t: text, p: source })
        if (new RegExp(source, 'u').test('')) expect(replaced.ok).toBe(false)
        else expect(replaced).toEqual({ ok: true, value: text.replace(whole, '<$&>') })
      }),
      { numRuns: 500 },
    )
  })
})

describe('numbers of few digits', () => {
  const Exactly = Decimal.clone({ precision: 34, rounding: Decimal.ROUND_HALF_EVEN })
  const few = fc
    .tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 6 }))
    .map(([whole, decimals]) => Number(`${whole}e-${decimals}`))

  it('are calculated as decimals are', () => {
    fc.assert(
      fc.property(fc.oneof(few, fc.double({ noNaN: true, noDefaultInfinity: true })), few, (a, b) => {
        for (const [found, name] of [
          [add(a, b), 'add'],
          [subtract(a, b), 'sub'],
          [multiply(a, b), 'mul'],
        ] as const) {
          expect(new Decimal(found ?? NaN).toFixed()).toBe(Exactly[name](a, b).toFixed().replace(/^-0$/, '0'))
        }
      }),
      { numRuns: 500 },
    )
  })
})
