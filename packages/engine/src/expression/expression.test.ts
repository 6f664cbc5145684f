import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkExpression, compileExpression } from './index.ts'

const AT = Date.UTC(2025, 7, 29, 8, 10)
const evaluate = (text: string, variables: Record<string, unknown> = {}) =>
  compileExpression(text).evaluate((name) => variables[name] as never, AT)
const check = (text: string, ...variables: string[]) =>
  checkExpression({ text, position: { line: 3, column: 10, length: text.length } }, { file: 'x', variables: new Set(variables) })

describe('evaluating', () => {
  it('compares numbers as arithmetic does', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        expect(evaluate('a < b', { a, b })).toEqual({ ok: true, value: a < b })
        expect(evaluate('a = b or a > b', { a, b })).toEqual({ ok: true, value: a >= b })
      }),
    )
  })

  it.each([
    ['count(missing) = 0', { missing: [] }, true],
    ['count(missing) = 0', { missing: ['a'] }, false],
    ['channel = "online"', { channel: 'online' }, true],
    ['fee != null and fee > 0', { fee: null }, false],
    ['if n > 1 then "a" else "b"', { n: 2 }, 'a'],
    ['applicant.name', { applicant: { name: 'An' } }, 'An'],
    ['some x in list satisfies x > 2', { list: [1, 3] }, true],
    ['date(born) < date("2025-08-29")', { born: '2025-08-20' }, true],
    ['[1, n]', { n: 2 }, [1, 2]],
  ])('%s with %j is %j', (text, variables, expected) => {
    expect(evaluate(text, variables)).toEqual({ ok: true, value: expected })
  })

  it('knows no other time than the command’s', () => {
    expect(evaluate('string(today())')).toEqual({ ok: true, value: '2025-08-29' })
    expect(evaluate('date and time("2025-08-29T15:10:00+07:00") = now()')).toEqual({ ok: true, value: true })
  })

  it('gives the same again, and never throws, whatever the values', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('a + b', 'a > b', 'count(a)', 'a[1]', 'a.b', 'not(a)', 'sum(a)'),
        fc.jsonValue(),
        fc.jsonValue(),
        (text, a, b) => {
          expect(evaluate(text, { a, b })).toEqual(evaluate(text, { a, b }))
        },
      ),
    )
  })
})

describe('checking', () => {
  it('accepts declared names, FEEL’s own functions, and names that the expression binds', () => {
    for (const text of [
      'count(a) > b',
      'some x in a satisfies x = b',
      'for x in a return x + b',
      'a[item > 2]',
      'now() > date and time(b)',
      '{ x: a, y: x + 1 }.y',
    ]) {
      expect(check(text, 'a', 'b')).toEqual([])
    }
  })

  it('points at what it does not know', () => {
    expect(check('aa > 1', 'a')).toMatchObject([{ code: 'FEEL_NAME_UNKNOWN', position: { line: 3, column: 10, length: 2 } }])
    expect(check('a > cc', 'a')).toMatchObject([{ code: 'FEEL_NAME_UNKNOWN', position: { line: 3, column: 14, length: 2 } }])
    expect(check('cuont(a)', 'a')).toMatchObject([{ code: 'FEEL_FUNCTION_UNKNOWN' }])
    expect(check('a >', 'a')).toMatchObject([{ code: 'FEEL_SYNTAX' }])
    for (const text of ['a == 1', 'a <> 1', 'a === 1', 'a => 1', 'a and > 1', 'a + = 1', '-> 1']) {
      expect(check(text, 'a')).toMatchObject([{ code: 'FEEL_SYNTAX' }])
    }
    for (const text of ['a in > 1', 'a in (> 1, < 3)', '1 in (= 1)', 'a = (> 1)']) expect(check(text, 'a')).toEqual([])
    expect(check('a '.repeat(20_000), 'a')).toMatchObject([{ code: 'FEEL_SYNTAX' }])
  })
})

describe('habits of other languages', () => {
  const position = { line: 1, column: 1, length: 1 }
  it.each([
    ['n == 20', 'compare with a single =', 'so sánh bằng một dấu ='],
    ['n > 20 && ok', 'write and instead of &&', 'viết and thay cho &&'],
    ['n > 20 || ok', 'write or instead of ||', 'viết or thay cho ||'],
    ['!ok', 'write not(…) instead of !', 'viết not(…) thay cho !'],
    ["n = 'a'", 'put text in double quotes: "…"', 'đặt chữ trong dấu nháy kép: "…"'],
    ['n >> 20', 'write a FEEL expression, as: count(missing) = 0', 'viết một biểu thức FEEL, ví dụ: count(missing) = 0'],
  ])('%s: %s', (text, en, vi) => {
    const found = checkExpression({ text, position }, { file: 'x', variables: new Set(['n', 'ok']) })
    expect(found.map(({ code, remedy }) => [code, remedy])).toEqual([['FEEL_SYNTAX', { vi, en }]])
  })
})
