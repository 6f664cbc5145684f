import { hash } from 'node:crypto'
import type { Json } from '../ports/index.ts'

/** JSON with sorted keys: the same value, the same text. `undefined` entries are left out. */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (speaksJson(value)) return canonical(value.toJSON())
  const record = value as Readonly<Record<string, unknown>>
  let text = ''
  for (const key of Object.keys(record).sort()) {
    const entry = record[key]
    if (entry !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonical(entry)}`
  }
  return `{${text}}`
}

/** A `Date` and its like say themselves what they are as JSON. */
function speaksJson(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function'
}

/** SHA-256, 64 hexadecimal digits. */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex')
}

/** A copy as plain JSON, without what the caller still holds. */
export function plain<T>(value: T): T & Json {
  return JSON.parse(JSON.stringify(value)) as T & Json
}
