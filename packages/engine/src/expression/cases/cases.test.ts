import { describe, expect, it } from 'vitest'
import { compileExpression } from '../index.ts'
import { CONTEXTS } from './contexts.ts'
import { FUNCTIONS } from './functions.ts'
import { LISTS } from './lists.ts'
import { LOGIC_AND_ITERATION } from './logic-and-iteration.ts'
import { NUMBERS } from './numbers.ts'
import { RANGES } from './ranges.ts'
import { STRINGS } from './strings.ts'
import { TEMPORAL } from './temporal.ts'
import { TYPES } from './types.ts'

const AT = Date.UTC(2025, 7, 29, 8, 10)

/** The expression and the value of a line; FEEL writes characters beyond the first plane as `\Uxxxxxx`, JSON as two. */
function split(line: string): [text: string, expected: unknown] {
  const at = line.lastIndexOf(' => ')
  const json = line.slice(at + 4).replace(/\\U([0-9A-F]{6})/g, (_, code: string) => String.fromCodePoint(parseInt(code, 16)))
  return [line.slice(0, at).trim(), JSON.parse(json)]
}

describe.each([
  ['numbers', NUMBERS],
  ['strings', STRINGS],
  ['lists', LISTS],
  ['logic and iteration', LOGIC_AND_ITERATION],
  ['contexts', CONTEXTS],
  ['functions', FUNCTIONS],
  ['temporal values', TEMPORAL],
  ['ranges', RANGES],
  ['types', TYPES],
])('%s', (_, table) => {
  const lines = table.split('\n').filter((line) => line.trim() !== '')

  it.each(lines.map(split))('%s', (text, expected) => {
    const found = compileExpression(text).evaluate(() => undefined, AT)
    expect(found.ok ? found.value : null).toEqual(expected)
  })
})
