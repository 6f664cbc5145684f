import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readBack } from '../text.ts'
import { ArrayWriter } from './arrays.ts'

const letters = fc.oneof(
  fc.constantFrom('a', 'ễ', '\0', '\uE000', '𐍈'),
  fc.string({ minLength: 1, maxLength: 1, unit: 'grapheme' }),
)
/** Short and long ones, for they are written differently. */
const text = fc.array(letters, { maxLength: 90 }).map((parts) => parts.join(''))
const texts = fc.array(fc.option(text), { maxLength: 8 })
const numbers = fc.array(fc.option(fc.maxSafeInteger()), { maxLength: 8 })
const call = fc.array(
  fc.oneof(
    texts.map((values) => ({ type: 'texts', values }) as const),
    numbers.map((values) => ({ type: 'bigints', values }) as const),
  ),
  { maxLength: 12 },
)

test('arrays of a call are what was given, whatever calls came before', () => {
  fc.assert(
    fc.property(fc.array(call, { maxLength: 4 }), (calls) => {
      const writer = new ArrayWriter()
      for (const arrays of calls) {
        writer.again()
        const buffers = arrays.map((array) => write(writer, array))
        expect(buffers.map(read)).toEqual(arrays.map(({ values }) => values))
      }
    }),
    { numRuns: 200 },
  )
})

test('an array that needs more memory leaves those before it as they are', () => {
  const writer = new ArrayWriter()
  const long = 'Đơn đề nghị '.repeat(100_000)
  const first = writer.texts(2, (index) => ['trước', null][index] ?? null)
  const second = writer.texts(1, () => long)
  expect([read(first), read(second)]).toEqual([['trước', null], [long]])
  writer.again()
  expect(read(writer.integers(3, (index) => index - 1))).toEqual([-1, 0, 1])
})

function write(
  writer: ArrayWriter,
  {
    type,
    values,
  }:
    | { readonly type: 'texts'; readonly values: (string | null)[] }
    | { readonly type: 'bigints'; readonly values: (number | null)[] },
): Buffer {
  return type === 'texts'
    ? writer.texts(values.length, (index) => values[index] ?? null)
    : writer.bigints(values.length, (index) => values[index] ?? null)
}

/** As PostgreSQL reads it: `array_recv` and what it calls for each element. */
function read(array: Buffer): (string | number | null)[] {
  const type = array.readInt32BE(8)
  if (array.readInt32BE(0) === 0) {
    expect(array.length).toBe(12)
    return []
  }
  expect([array.readInt32BE(0), array.readInt32BE(16)]).toEqual([1, 1])
  let at = 20
  const values = Array.from({ length: array.readInt32BE(12) }, () => {
    const length = array.readInt32BE(at)
    const bytes = array.subarray(at + 4, at + 4 + Math.max(0, length))
    at += 4 + bytes.length
    if (length === -1) return null
    if (type === 25) return readBack(bytes.toString())
    return type === 20 ? Number(bytes.readBigInt64BE()) : bytes.readInt32BE()
  })
  expect(at).toBe(array.length)
  return values
}
