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

test('the hash is SHA-256 over UTF-8', () => {
  expect(sha256('Một cửa')).toBe(createHash('sha256').update('Một cửa', 'utf8').digest('hex'))
})
