import { written } from '../text.ts'

/** Number of dimensions, a flag for NULLs, the element's type, length, lower bound; an empty array has no dimension and ends after the type. */
const HEADER_BYTES = 20
const EMPTY_BYTES = 12
const NULL = -1

const TEXT = 25
const BIGINT = 20
const INTEGER = 23

/** A UTF-16 unit has at most so many bytes in UTF-8. */
const MOST_BYTES = 3
/** Up to so many letters it is quicker to look at each than to call the encoder: ids and hashes are longer. */
const SHORT = 24

const FIRST_BYTES = 256 * 1_024
/** What a large batch took is not kept for the small ones after it. */
const MOST_KEPT_BYTES = 4 * 1_024 * 1_024

/**
 * Arrays in PostgreSQL's binary form: the server reads them without parsing, and a text needs no escaping on the way. Each element is its
 * length and its bytes, -1 for NULL.
 *
 * All arrays of a call are written one after another into memory that the next call uses again: a commit has sixty values, and what is made
 * for each of them has to be collected.
 */
export class ArrayWriter {
  #memory = Buffer.allocUnsafeSlow(FIRST_BYTES)
  #view = new DataView(this.#memory.buffer)
  #at = 0

  /** Writes over what was written before. */
  again(): void {
    this.#at = 0
    if (this.#memory.length > MOST_KEPT_BYTES) this.#take(FIRST_BYTES)
  }

  texts(count: number, of: (index: number) => string | null): Buffer {
    let from = this.#begin(TEXT, count, 0)
    for (let index = 0; index < count; index += 1) {
      const text = of(index)
      if (text === null) {
        from = this.#room(from, 4)
        this.#view.setInt32(this.#at, NULL)
        this.#at += 4
      } else {
        from = text.length <= SHORT ? this.#short(text, from) : this.#long(written(text), from)
      }
    }
    return this.#memory.subarray(from, this.#at)
  }

  /** Gives where the array begins now. */
  #short(text: string, from: number): number {
    const begin = this.#room(from, 4 + text.length * MOST_BYTES)
    const memory = this.#memory
    const at = this.#at + 4
    const { length } = text
    for (let index = 0; index < length; index += 1) {
      const code = text.charCodeAt(index)
      if (code === 0 || code > 0x7f) return this.#long(written(text), begin)
      memory[at + index] = code
    }
    this.#view.setInt32(this.#at, length)
    this.#at = at + length
    return begin
  }

  /** @param text  with its escapes. Gives where the array begins now */
  #long(text: string, from: number): number {
    const begin = this.#room(from, 4 + text.length * MOST_BYTES)
    const length = this.#memory.write(text, this.#at + 4)
    this.#view.setInt32(this.#at, length)
    this.#at += 4 + length
    return begin
  }

  /** Safe whole numbers and `null`. */
  bigints(count: number, of: (index: number) => number | null): Buffer {
    const from = this.#begin(BIGINT, count, count * 12)
    for (let index = 0; index < count; index += 1) {
      const value = of(index)
      this.#view.setInt32(this.#at, value === null ? NULL : 8)
      this.#at += 4
      if (value === null) continue
      // The high and the low half: far cheaper than a BigInt for each.
      this.#view.setInt32(this.#at, Math.floor(value / 2 ** 32))
      this.#view.setUint32(this.#at + 4, value >>> 0)
      this.#at += 8
    }
    return this.#memory.subarray(from, this.#at)
  }

  integers(count: number, of: (index: number) => number): Buffer {
    const from = this.#begin(INTEGER, count, count * 8)
    for (let index = 0; index < count; index += 1) {
      this.#view.setInt32(this.#at, 4)
      this.#view.setInt32(this.#at + 4, of(index))
      this.#at += 8
    }
    return this.#memory.subarray(from, this.#at)
  }

  /** Gives where the array begins. What was written before stays in the memory that it has. */
  #begin(type: number, count: number, most: number): number {
    if (this.#at + HEADER_BYTES + most > this.#memory.length) {
      this.#take(2 * Math.max(this.#memory.length, HEADER_BYTES + most))
      this.#at = 0
    }
    const from = this.#at
    this.#view.setInt32(from, count === 0 ? 0 : 1)
    this.#view.setInt32(from + 4, 1)
    this.#view.setInt32(from + 8, type)
    if (count > 0) {
      this.#view.setInt32(from + 12, count)
      this.#view.setInt32(from + 16, 1)
    }
    this.#at = from + (count === 0 ? EMPTY_BYTES : HEADER_BYTES)
    return from
  }

  /** Has room for so many bytes more of the array that begins at `from`; gives where it begins then. */
  #room(from: number, bytes: number): number {
    if (this.#at + bytes <= this.#memory.length) return from
    const begun = this.#memory.subarray(from, this.#at)
    this.#take(2 * Math.max(this.#memory.length, begun.length + bytes))
    begun.copy(this.#memory)
    this.#at = begun.length
    return 0
  }

  #take(bytes: number): void {
    this.#memory = Buffer.allocUnsafeSlow(bytes)
    this.#view = new DataView(this.#memory.buffer)
  }
}

/** A list as an array's literal, for one element of a `text[]`. */
export function arrayLiteral(values: readonly string[]): string {
  if (values.length === 0) return '{}'
  return `{${values.map((value) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`
}
