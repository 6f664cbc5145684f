import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonical, sha256 } from './canonical.ts'

test('canonical JSON is the same text for the same value, whatever the order of its keys', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse())
      expect(canonical(reversed)).toBe(canonical(value))
      expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('keys are sorted and what is undefined is left out', () => {
  expect(canonical({ b: [1, { d: null, c: 'ộ' }], a: undefined, A: true, '10': 0, '9': -0 })).toBe(
    '{"10":0,"9":0,"A":true,"b":[1,{"c":"ộ","d":null}]}',
  )
  expect(canonical([])).toBe('[]')
  expect(canonical({})).toBe('{}')
})

test('every text is quoted as JSON quotes it', () => {
  const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 }).map((codes) => String.fromCharCode(...codes))
  const hard = fc.constantFrom('"', '\\', '\u2028', '\u007f', '\ud800', '\udc00\ud800', '😀', 'ộ', '\t', '')
  fc.assert(
    fc.property(fc.array(fc.oneof(units, hard)), (parts) => {
      const text = parts.join('')
      expect(canonical(text)).toBe(JSON.stringify(text))
      expect(canonical({ [text]: [text] })).toBe(JSON.stringify({ [text]: [text] }))
    }),
  )
})

test('whatever is no JSON is left out or null, as JSON has it', () => {
  const odd = { a: undefined, b: () => 1, c: Symbol('c'), d: [undefined, () => 1, NaN, Infinity, -0], e: new Date(0) }
  expect(canonical(odd)).toBe(JSON.stringify(odd))
  expect(() => canonical({ a: 1n })).toThrow(TypeError)
})

test('the hash is SHA-256 over UTF-8', () => {
  expect(sha256('Một cửa')).toBe(createHash('sha256').update('Một cửa', 'utf8').digest('hex'))
})
