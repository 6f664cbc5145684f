import { shown, type Findings } from './findings.ts'
import { plain } from './plain.ts'

/** A part of a record, of which nothing is known to be as it should. */
export type Unknown = Readonly<Record<string, unknown>>

/** A part of a record, with its path in it. */
export interface Part {
  readonly value: Unknown
  readonly path: string
}

/** Reads values of a record that may be missing, null or of any type; what is odd is said once, and read as absent. */
export class RecordReader {
  constructor(private readonly findings: Findings) {}

  /** A text without its outer spaces; `''` where there is none. */
  text(value: unknown, path: string): string {
    if (value === null || value === undefined) return ''
    if (typeof value === 'string') return plain(value).trim()
    if (typeof value === 'number' && Number.isFinite(value)) return String(value)
    this.#odd(path, { vi: 'một chuỗi', en: 'a text' }, value)
    return ''
  }

  list(value: unknown, path: string): readonly unknown[] {
    if (value === null || value === undefined) return []
    if (Array.isArray(value)) return value as readonly unknown[]
    this.#odd(path, { vi: 'một danh sách', en: 'a list' }, value)
    return []
  }

  parts(value: unknown, path: string): readonly Part[] {
    return this.list(value, path).flatMap((entry, index) => {
      const own = `${path}[${index}]`
      if (isRecord(entry)) return [{ value: entry, path: own }]
      this.#odd(own, { vi: 'một đối tượng', en: 'a mapping' }, entry)
      return []
    })
  }

  part(value: unknown, path: string): Part {
    if (value === null || value === undefined) return { value: {}, path }
    if (isRecord(value)) return { value, path }
    this.#odd(path, { vi: 'một đối tượng', en: 'a mapping' }, value)
    return { value: {}, path }
  }

  /** A number, also one written as text; `undefined` where there is none. */
  number(value: unknown, path: string): number | undefined {
    if (value === null || value === undefined || (typeof value === 'string' && plain(value).trim() === '')) return undefined
    if (typeof value === 'number' && Number.isFinite(value)) return value
    if (typeof value === 'string' && /^\s*-?\d{1,15}(?:[.,]\d{1,2})?\s*$/.test(value)) return Number(value.replace(',', '.'))
    this.#odd(path, { vi: 'một số', en: 'a number' }, value)
    return undefined
  }

  /** How many; a negative or broken number is odd. */
  count(value: unknown, path: string): number {
    const number = this.number(value, path) ?? 0
    if (Number.isInteger(number) && number >= 0 && number <= 1_000) return number
    this.#odd(path, { vi: 'một số nguyên đến 1000', en: 'a whole number up to 1000' }, value)
    return 0
  }

  #odd(path: string, { vi, en }: { readonly vi: string; readonly en: string }, value: unknown): void {
    const details = { field: path, expected: en, expectedVi: vi, found: shown(value, 160) }
    this.findings.add('DRAFT_FIELD_TYPE', { at: path, path, found: [value], details })
  }
}

export function isRecord(value: unknown): value is Unknown {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
