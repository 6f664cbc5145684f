import { clean, shown, type Findings } from './findings.ts'

/** A part of a record, of which nothing is known to be as it should. */
export type Unknown = Readonly<Record<string, unknown>>

/** Reads values of a record that may be missing, null or of any type; what is odd is said once, and read as absent. */
export class RecordReader {
  constructor(private readonly findings: Findings) {}

  /** A text without its outer spaces; `''` where there is none. */
  text(value: unknown, field: string): string {
    if (value === null || value === undefined) return ''
    if (typeof value === 'string') return clean(value).trim()
    if (typeof value === 'number' && Number.isFinite(value)) return String(value)
    this.#odd(field, 'a text', value)
    return ''
  }

  list(value: unknown, field: string): readonly unknown[] {
    if (value === null || value === undefined) return []
    if (Array.isArray(value)) return value as readonly unknown[]
    this.#odd(field, 'a list', value)
    return []
  }

  records(value: unknown, field: string): readonly Unknown[] {
    return this.list(value, field).flatMap((entry, index) => {
      if (isRecord(entry)) return [entry]
      this.#odd(`${field}[${index}]`, 'a mapping', entry)
      return []
    })
  }

  record(value: unknown, field: string): Unknown {
    if (value === null || value === undefined) return {}
    if (isRecord(value)) return value
    this.#odd(field, 'a mapping', value)
    return {}
  }

  /** A number, also one written as text; `undefined` where there is none. */
  number(value: unknown, field: string): number | undefined {
    if (value === null || value === undefined || value === '') return undefined
    if (typeof value === 'number' && Number.isFinite(value)) return value
    if (typeof value === 'string' && /^\s*-?\d{1,15}(?:[.,]\d{1,3})?\s*$/.test(value)) return Number(value.replace(',', '.'))
    this.#odd(field, 'a number', value)
    return undefined
  }

  /** How many; a negative or broken number is odd. */
  count(value: unknown, field: string): number {
    const number = this.number(value, field) ?? 0
    if (Number.isInteger(number) && number >= 0 && number <= 1_000) return number
    this.#odd(field, 'a whole number up to 1000', value)
    return 0
  }

  #odd(field: string, expected: string, value: unknown): void {
    this.findings.add('DRAFT_FIELD_TYPE', field, [value], { field, expected, found: shown(value) })
  }
}

export function isRecord(value: unknown): value is Unknown {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
