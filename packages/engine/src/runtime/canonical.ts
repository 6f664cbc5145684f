import { hash } from 'node:crypto'

/** JSON with sorted keys: the same value, the same text. `undefined` entries are left out. */
export function canonical(value: unknown): string {
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

function composite(value: object): string {
  if (Array.isArray(value)) {
    let text = ''
    for (let index = 0; index < value.length; index += 1) text += `${index === 0 ? '' : ','}${canonical(value[index])}`
    return `[${text}]`
  }
  if (speaksJson(value)) return canonical(value.toJSON())
  const record = value as Readonly<Record<string, unknown>>
  let text = ''
  for (const key of sortedKeys(record)) {
    const entry = record[key]
    if (isSaid(entry)) text += `${text === '' ? '' : ','}${quoted(key)}:${canonical(entry)}`
  }
  return `{${text}}`
}

/** JSON leaves out of an object what it has no word for. */
function isSaid(entry: unknown): boolean {
  return entry !== undefined && typeof entry !== 'function' && typeof entry !== 'symbol'
}

/** The keys in the order of their UTF-16 units; most objects are made in it, or nearly. */
export function sortedKeys(record: object): string[] {
  const keys = Object.keys(record)
  for (let index = 1; index < keys.length; index += 1) {
    if ((keys[index - 1] as string) > (keys[index] as string)) return keys.sort()
  }
  return keys
}

/** What JSON writes as it is: no quote, no backslash, no control character, no half of a surrogate pair. */
const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text)
}

/** A `Date` and its like say themselves what they are as JSON. */
function speaksJson(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function'
}

/** SHA-256, 64 hexadecimal digits. */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex')
}
