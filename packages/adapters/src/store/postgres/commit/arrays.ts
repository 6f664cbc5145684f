import { written } from '../text.ts'

/**
 * Arrays in PostgreSQL's binary form: the server reads them without parsing, and a text needs no escaping on the way. Layout: number of
 * dimensions, a flag for NULLs, the element's type, length, lower bound; then each element as length and bytes, -1 for NULL.
 */
const HEADER_BYTES = 20
const TEXT = 25
const BIGINT = 20
const INTEGER = 23

/** A UTF-16 unit has at most so many bytes in UTF-8. */
const MOST_BYTES = 3

export function textArray(texts: readonly (string | null)[]): Buffer {
  const values = texts.map((text) => (text === null ? null : written(text)))
  let most = HEADER_BYTES
  for (const value of values) most += 4 + (value === null ? 0 : value.length * MOST_BYTES)
  const buffer = begin(most, TEXT, values.length)
  let at = HEADER_BYTES
  for (const value of values) {
    const length = value === null ? -1 : buffer.write(value, at + 4)
    buffer.writeInt32BE(length, at)
    at += 4 + Math.max(0, length)
  }
  return values.length === 0 ? buffer : buffer.subarray(0, at)
}

/** Safe whole numbers and `null`. */
export function bigintArray(values: readonly (number | null)[]): Buffer {
  const buffer = begin(HEADER_BYTES + values.length * 12, BIGINT, values.length)
  let at = HEADER_BYTES
  for (const value of values) {
    buffer.writeInt32BE(value === null ? -1 : 8, at)
    at += 4
    if (value === null) continue
    // The high and the low half: far cheaper than a BigInt for each.
    buffer.writeInt32BE(Math.floor(value / 2 ** 32), at)
    buffer.writeUInt32BE(value >>> 0, at + 4)
    at += 8
  }
  return buffer.subarray(0, at)
}

export function integerArray(values: readonly number[]): Buffer {
  const buffer = begin(HEADER_BYTES + values.length * 8, INTEGER, values.length)
  values.forEach((value, index) => {
    buffer.writeInt32BE(4, HEADER_BYTES + index * 8)
    buffer.writeInt32BE(value, HEADER_BYTES + index * 8 + 4)
  })
  return buffer
}

/** An empty array has no dimension. */
function begin(size: number, type: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length === 0 ? 12 : size)
  buffer.writeInt32BE(length === 0 ? 0 : 1, 0)
  buffer.writeInt32BE(1, 4)
  buffer.writeInt32BE(type, 8)
  if (length === 0) return buffer
  buffer.writeInt32BE(length, 12)
  buffer.writeInt32BE(1, 16)
  return buffer
}

/** A list as an array's literal, for one element of a `text[]`. */
export function arrayLiteral(values: readonly string[]): string {
  if (values.length === 0) return '{}'
  return `{${values.map((value) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`
}
