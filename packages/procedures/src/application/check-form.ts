/**
 * Theory of operation
 *
 * ajv says which keyword of which schema failed; the field's label is the title of that schema. The same schemas are published and
 * used by others' forms, so that what is refused here could have been refused there. What a schema cannot say (a check digit, a
 * date that the calendar lacks) is a `format`, and its own fault is asked for again when the format failed.
 */
import type { DataProblem } from '@motcua/engine'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { problemOf, type Fault, type Said } from '../data/data-code.ts'
import { FORMATS, type FormatSurroundings } from './formats.ts'
import { inside, labelOf, resolved } from './label.ts'
import { idOf, publishedSchema, SHARED_SCHEMAS, type JsonSchema } from '../schemas.ts'

/** More problems than a person reads at once. */
const MOST_PROBLEMS = 20

/** Looks at values as a form sees them. Made once for a form, used for every dossier. */
export class FormCheck {
  readonly #known = new Map<string, JsonSchema>()
  readonly #validate: ValidateFunction
  #surroundings: FormatSurroundings = { today: '9999-12-31', checkValueTen: 'invalid' }

  constructor(readonly form: JsonSchema) {
    const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true, strictTypes: false })
    ajv.addVocabulary(['x-title-en', 'x-description-en', 'x-form'])
    for (const [name, fault] of Object.entries(FORMATS)) {
      // What a format refuses may depend on the day, so it is asked for with the surroundings of the check that runs.
      const validate = (value: string | number): boolean => fault(value, this.#surroundings) === undefined
      if (name === 'vnd') ajv.addFormat(name, { type: 'number', validate: (value: number) => validate(value) })
      else ajv.addFormat(name, { type: 'string', validate: (value: string) => validate(value) })
    }
    for (const name of SHARED_SCHEMAS) {
      const schema = publishedSchema(name)
      if (schema !== undefined) this.#known.set(idOf(schema), schema)
    }
    for (const [id, schema] of this.#known) if (id !== idOf(form)) ajv.addSchema(schema)
    this.#known.set(idOf(form), form)
    this.#validate = ajv.compile(form)
  }

  check(values: unknown, surroundings: FormatSurroundings): DataProblem[] {
    this.#surroundings = surroundings
    if (this.#validate(values)) return []
    const problems = (this.#validate.errors ?? []).flatMap((error) => this.#problem(error))
    return distinct(problems).slice(0, MOST_PROBLEMS)
  }

  #problem(error: ErrorObject): DataProblem[] {
    const schema = error.parentSchema as JsonSchema
    const {
      params,
      keyword,
      instancePath: path,
    } = error as { params: Record<string, unknown>; keyword: string; instancePath: string }
    if (keyword === 'required') {
      const missing = String(params.missingProperty)
      const at = `${path}/${missing}`
      return [problemOf({ code: 'DATA_REQUIRED' }, at, this.label(at), undefined)]
    }
    if (keyword === 'additionalProperties') {
      const extra = String(params.additionalProperty)
      const at = `${path}/${extra}`
      return [
        problemOf({ code: 'DATA_FIELD_UNKNOWN' }, at, { vi: extra, en: extra }, (error.data as Record<string, unknown>)[extra]),
      ]
    }
    const fault = keyword === 'format' ? this.#formatFault(error) : KEYWORD_FAULTS[keyword]?.(params, schema)
    return fault === undefined ? [] : [problemOf(fault, path, this.label(path), error.data)]
  }

  #formatFault(error: ErrorObject): Fault | undefined {
    return FORMATS[String((error.params as { format: unknown }).format)]?.(error.data as string | number, this.#surroundings)
  }

  /** The label of the field at a path: that of the deepest schema that knows it. */
  label(path: string): Said {
    return labelOf(this.#at(path), path)
  }

  /** The `format` of the field at a path, if it has one. */
  formatAt(path: string): string | undefined {
    const format = this.#at(path)?.format
    return typeof format === 'string' ? format : undefined
  }

  #at(path: string): JsonSchema | undefined {
    let at = resolved({ schema: this.form, base: idOf(this.form) }, this.#known)
    for (const step of path.split('/').slice(1)) at = at === undefined ? undefined : inside(at, step, this.#known)
    return at?.schema
  }
}

const KEYWORD_FAULTS: Readonly<Record<string, (params: Record<string, unknown>, schema: JsonSchema) => Fault>> = {
  type: ({ type }) => ({ code: 'DATA_TYPE', fill: { type: typeNames(type) } }),
  enum: ({ allowedValues }) => ({
    code: 'DATA_CHOICE',
    fill: { values: (allowedValues as (string | null)[]).filter((value) => value !== null).join(', ') },
  }),
  pattern: (_, schema) => ({ code: 'DATA_FORMAT', fill: { form: schema['x-form'] as unknown as Said } }),
  minimum: ({ limit }) => atLeast('DATA_RANGE', limit),
  maximum: ({ limit }) => atMost('DATA_RANGE', limit),
  minLength: ({ limit }) => (limit === 1 ? { code: 'DATA_REQUIRED' } : atLeast('DATA_LENGTH', limit)),
  maxLength: ({ limit }) => atMost('DATA_LENGTH', limit),
  minItems: ({ limit }) => atLeast('DATA_COUNT', limit),
  maxItems: ({ limit }) => atMost('DATA_COUNT', limit),
}

type Ranged = 'DATA_RANGE' | 'DATA_LENGTH' | 'DATA_COUNT'

function atLeast(code: Ranged, limit: unknown): Fault {
  return { code, fill: { range: { vi: `từ ${String(limit)} trở lên`, en: `of at least ${String(limit)}` } } }
}

function atMost(code: Ranged, limit: unknown): Fault {
  return { code, fill: { range: { vi: `không quá ${String(limit)}`, en: `of at most ${String(limit)}` } } }
}

const TYPES: Readonly<Record<string, Said>> = {
  string: { vi: 'chữ', en: 'text' },
  number: { vi: 'số', en: 'a number' },
  integer: { vi: 'số nguyên', en: 'a whole number' },
  boolean: { vi: 'có hoặc không (true, false)', en: 'true or false' },
  array: { vi: 'danh sách', en: 'a list' },
  object: { vi: 'nhóm trường', en: 'a group of fields' },
}

function typeNames(type: unknown): Said {
  const names = [type].flat().flatMap((name) => TYPES[String(name)] ?? [])
  return { vi: names.map(({ vi }) => vi).join(' hoặc '), en: names.map(({ en }) => en).join(' or ') }
}

function distinct(problems: readonly DataProblem[]): DataProblem[] {
  const seen = new Map(problems.map((problem) => [`${problem.path} ${problem.code}`, problem]))
  return [...seen.values()]
}
