import { hash } from 'node:crypto'

/** JSON with sorted keys: the same value, the same text. `undefined` entries are left out. */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value !== 'object' || value === null) return written(value)
  // What is sorted as it stands is written by the platform, which is fastest.
  return isSorted(value) ? (JSON.stringify(value) ?? 'null') : written(value)
}

function written(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quoted(value)
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null'
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      return value === null ? 'null' : composite(value)
    case 'bigint':
      throw new TypeError(`expected JSON, found the integer ${value}n`)
    default:
      return 'null'
  }
}

/** Whether all keys stand in the order of their UTF-16 units, all the way down. */
function isSorted(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'bigint'
  if (Array.isArray(value)) return value.every(isSorted)
  if (speaksJson(value)) return false
  const record = value as Readonly<Record<string, unknown>>
  let before = ''
  // What a value inherits is no part of its JSON.
  if (Object.getPrototypeOf(record) !== Object.prototype) return false
  for (const key in record) {
    if (key < before || !isSorted(record[key])) return false
    before = key
  }
  return true
}

function composite(value: object): string {
  if (Array.isArray(value)) {
    let text = ''
    for (let index = 0; index < value.length; index += 1) text += `${index === 0 ? '' : ','}${written(value[index])}`
    return `[${text}]`
  }
  if (speaksJson(value)) return written(value.toJSON())
  const record = value as Readonly<Record<string, unknown>>
  let text = ''
  for (const key of sortedKeys(record)) {
    const entry = record[key]
    if (isSaid(entry)) text += `${text === '' ? '' : ','}${quoted(key)}:${written(entry)}`
  }
  return `{${text}}`
}

/** JSON leaves out of an object what it has no word for. */
function isSaid(entry: unknown): boolean {
  return entry !== undefined && typeof entry !== 'function' && typeof entry !== 'symbol'
}

/** As many as an event has: so few are sorted fastest where they stand. */
const FEW = 16

/** The keys in the order of their UTF-16 units. */
function sortedKeys(record: object): string[] {
  const keys = Object.keys(record)
  if (keys.length > FEW) return keys.sort()
  for (let end = 1; end < keys.length; end += 1) {
    const key = keys[end] as string
    let at = end
    for (; at > 0 && (keys[at - 1] as string) > key; at -= 1) keys[at] = keys[at - 1] as string
    keys[at] = key
  }
  return keys
}

/** What JSON writes as it is: no quote, no backslash, no control character, no half of a surrogate pair. */
const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/

/** Up to so many letters it is quicker to look at each than to call the expression. */
const SHORT = 12

function quoted(text: string): string {
  return isPlain(text) ? `"${text}"` : JSON.stringify(text)
}

function isPlain(text: string): boolean {
  const { length } = text
  if (length > SHORT) return PLAIN.test(text)
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at)
    if (code < 0x20 || code > 0x7e || code === 0x22 || code === 0x5c) return PLAIN.test(text)
  }
  return true
}

/** A `Date` and its like say themselves what they are as JSON. */
function speaksJson(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function'
}

/** SHA-256, 64 hexadecimal digits. */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex')
}
