import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isFoundBy, unmarked, wordsOf } from '@motcua/engine/ports'
import { beginningsOf } from './words.ts'

const word = fc.stringMatching(/^[adđăâếe]{1,4}$/)
const words = fc.array(word, { minLength: 1, maxLength: 6 })

test('what is left of a query finds what the query finds, and no word of it begins another', () => {
  fc.assert(
    fc.property(words, words, (asked, text) => {
      const left = beginningsOf(asked.join(' ')).map(({ lexeme }) => lexeme.replace('=', ''))
      expect(isFoundBy(left.join(' '), text.join(' '))).toBe(isFoundBy(asked.join(' '), text.join(' ')))
      const isBegun = (one: string, other: string) => (unmarked(one) === one ? unmarked(other) : other).startsWith(one)
      expect(left.filter((one) => left.some((other) => other !== one && isBegun(one, other)))).toEqual([])
      expect(new Set(left).size).toBe(left.length)
      expect(left.every((one) => wordsOf(asked.join(' ')).includes(one))).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})

test.each([
  ['nguyen nguyen', ['nguyen']],
  ['duong dương d', ['=dương']],
  ['buoi bưởi bui', ['=bưởi', 'bui']],
])('"%s" asks for %s', (query, lexemes) => {
  expect(beginningsOf(query).map(({ lexeme }) => lexeme)).toEqual(lexemes)
})
