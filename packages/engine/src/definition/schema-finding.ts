import type { ErrorObject } from 'ajv'
import { closest, diagnose, type Diagnostic, type Sentence, suggestion } from '../diagnostics/index.ts'
import { FIELD_MISSING, FIELD_TYPE, FIELD_UNKNOWN, FIELD_VALUE } from './field-codes.ts'
import procedureSchema from './procedure.schema.json' with { type: 'json' }
import inVietnamese from './schema-words.vi.json' with { type: 'json' }
import { place } from './yaml/place.ts'
import { escapePointer, type Tree } from './yaml/tree.ts'

/** What a schema says of a field, as far as a finding needs it. */
interface Described {
  readonly description?: string
  readonly properties?: Readonly<Record<string, Described>>
  readonly $ref?: string
}

/** What the schema has against a file, at its place in the YAML and in words that tell what to write. */
export function explain(error: ErrorObject, tree: Tree, file: string): { pointer: string; diagnostic: Diagnostic } {
  const { instancePath, keyword } = error
  const params = error.params as Readonly<Record<string, string | undefined>>
  const schema = (error.parentSchema ?? {}) as Described
  const field = lastName(instancePath)
  if (keyword === 'additionalProperties') {
    const name = params.additionalProperty ?? ''
    const pointer = `${instancePath}/${escapePointer(name)}`
    const details = { field: name, ...suggestion(name, Object.keys(schema.properties ?? {})) }
    return { pointer, diagnostic: diagnose(FIELD_UNKNOWN, { file, position: place(tree, pointer, 'key'), details }) }
  }
  if (keyword === 'required') {
    const name = params.missingProperty ?? ''
    const details = { field: name, expected: descriptionOf(schema.properties?.[name]) ?? '…' }
    const position = place(tree, instancePath, 'key')
    return { pointer: `${instancePath}/${name}`, diagnostic: diagnose(FIELD_MISSING, { file, position, details }) }
  }
  const described = descriptionOf(schema)
  const found = shown(error.data)
  const position = place(tree, instancePath, 'value')
  if (keyword === 'type') {
    const type = typeInWords(String(params.type))
    const quoted = typeof error.data === 'number' && type.en.includes('string') ? ` — "${sourceOf(error.data, field)}"` : ''
    const { vi, en } = described ?? type
    const details = { field, type, found, expected: { vi: `${vi}${quoted}`, en: `${en}${quoted}` } }
    return { pointer: instancePath, diagnostic: diagnose(FIELD_TYPE, { file, position, details }) }
  }
  const type = rangeInWords(keyword, error)
  const near =
    keyword === 'enum' && typeof error.data === 'string'
      ? closest(error.data, (error.schema as unknown[]).map(String))
      : undefined
  const details = { field, type, found, expected: near ?? (keyword === 'enum' ? type : (described ?? type)) }
  return { pointer: instancePath, diagnostic: diagnose(FIELD_VALUE, { file, position, details }) }
}

/** What a schema says of a field, in both languages; `undefined`: nothing. */
function descriptionOf(schema: Described | undefined): Sentence | undefined {
  if (schema === undefined) return undefined
  const { description, $ref } = schema
  if (description === undefined) {
    const name = $ref?.split('/').at(-1)
    return name === undefined ? undefined : descriptionOf((procedureSchema.definitions as Record<string, Described>)[name])
  }
  return { vi: WORDS[description] ?? description, en: description }
}

const WORDS: Readonly<Record<string, string>> = inVietnamese

const TYPES: Readonly<Record<string, Sentence>> = {
  object: { vi: 'các dòng "khóa: giá trị"', en: 'a mapping' },
  array: { vi: 'một danh sách', en: 'a list' },
  null: { vi: 'để trống', en: 'nothing' },
  string: { vi: 'chữ (string)', en: 'string' },
  number: { vi: 'số (number)', en: 'number' },
  integer: { vi: 'số nguyên (integer)', en: 'integer' },
  boolean: { vi: 'true hoặc false (boolean)', en: 'boolean' },
}

function typeInWords(types: string): Sentence {
  const words = types.split(',').map((type) => TYPES[type] ?? { vi: type, en: type })
  return { vi: words.map(({ vi }) => vi).join(' hoặc '), en: words.map(({ en }) => en).join(' or ') }
}

function rangeInWords(keyword: string, { params, schema }: ErrorObject): Sentence | string {
  const bound = String(schema)
  switch (keyword) {
    case 'enum':
      return (schema as unknown[]).map(String).join(' | ')
    case 'const':
      return String((params as { allowedValue: unknown }).allowedValue)
    case 'minProperties':
      return { vi: 'ít nhất một khóa', en: 'at least one key' }
    case 'maxProperties':
      return { vi: 'chỉ một trong các khóa', en: 'only one of the keys' }
    case 'uniqueItems':
      return { vi: 'mỗi mục một lần', en: 'each entry once' }
    case 'minItems':
    case 'maxItems':
      return { vi: `${bound} mục`, en: `${bound} entries` }
    case 'minLength':
      return { vi: `ít nhất ${bound} ký tự`, en: `at least ${bound} characters` }
    case 'maxLength':
      return { vi: `nhiều nhất ${bound} ký tự`, en: `at most ${bound} characters` }
    case 'minimum':
      return { vi: `số từ ${bound}`, en: `a number from ${bound}` }
    case 'maximum':
      return { vi: `số đến ${bound}`, en: `a number up to ${bound}` }
    case 'exclusiveMinimum':
      return { vi: `số lớn hơn ${bound}`, en: `a number above ${bound}` }
    case 'pattern':
      return { vi: 'đúng dạng đã mô tả', en: 'the form that is described' }
    default:
      return `${keyword} ${bound}`
  }
}

function lastName(pointer: string): string {
  return pointer.split('/').at(-1)?.replaceAll('~1', '/').replaceAll('~0', '~') ?? ''
}

function sourceOf(value: number, field: string): string {
  return field === 'procedure' && Number.isInteger(value) ? value.toFixed(6) : String(value)
}

function shown(value: unknown): Sentence | string {
  if (Array.isArray(value)) return { vi: 'một danh sách', en: 'a list' }
  if (value === null) return { vi: 'để trống', en: 'nothing' }
  if (typeof value === 'object') return { vi: 'các dòng "khóa: giá trị"', en: 'a mapping' }
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
