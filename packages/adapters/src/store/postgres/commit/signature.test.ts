import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isFoundBy, wordsOf } from '@motcua/engine/ports'
import { signatureOf } from './signature.ts'

const syllable = fc.constantFrom(
  'Nguyễn',
  'Nguyên',
  'Thị',
  'Thi',
  'Bưởi',
  'Đường',
  'dương',
  'An',
  'Ân',
  'ở',
  'H22',
  '251118',
  '77',
)
const word = fc.oneof(syllable, fc.string({ unit: 'grapheme', maxLength: 6 }))
const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '))

test('what a query finds has all bits of its signature', () => {
  fc.assert(
    fc.property(text, fc.nat(), fc.nat({ max: 8 }), (found, which, length) => {
      const words = wordsOf(found)
      fc.pre(words.length > 0)
      // The beginning of one of its words, and another word as it is.
      const query = `${[...(words[which % words.length] ?? '')].slice(0, length + 1).join('')} ${words[0]}`
      fc.pre(isFoundBy(query, found))
      const asked = signatureOf(query)
      expect(signatureOf(found) & asked).toBe(asked)
    }),
    { numRuns: 500 },
  )
})

test('names that differ rarely pass for one another', () => {
  const names = [
    'Trần Văn An',
    'Lê Thị Hà',
    'Phạm Minh Đức',
    'Hoàng Ngọc Lan',
    'Phan Đức Quỳnh',
    'Vũ Ngọc Khánh',
    'Đặng Thu Trang',
  ]
  const passing = names.flatMap((name) => names.filter((other) => other !== name && passes(name, `H22.77-251118-1777 ${other}`)))
  expect(passing.length).toBeLessThanOrEqual(2)
})

function passes(query: string, other: string): boolean {
  const asked = signatureOf(query)
  return (signatureOf(other) & asked) === asked
}
