/**
 * Theory of operation
 *
 * What a procedure says beside its processes has no place in BPMN. It stands as JSON in one motcua element, and only where reading the
 * BPMN around it would give something else: a tool that renames a message there is heard. What is read from it is checked as strictly
 * as any other file, for a file may come from anywhere.
 */
import type { Position } from '../../diagnostics/index.ts'
import type { XmlElement } from '../../xml/index.ts'
import { LIMIT_UNITS, PUBLISHED_CHANNELS, type Definition } from '../definition.ts'
import { BPMN_ATTRIBUTE_VALUE } from './codes.ts'
import { childOf, MOTCUA, type Source } from './source.ts'

type Rest = Required<Omit<Definition, 'file' | 'processes' | 'carried'>>
type Check = (value: unknown) => boolean

const string: Check = (value) => typeof value === 'string'
const number: Check = (value) => typeof value === 'number' && Number.isFinite(value)
const boolean: Check = (value) => typeof value === 'boolean'
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || value === null || check(value)
const among =
  (...values: readonly string[]): Check =>
  (value) =>
    values.some((candidate) => candidate === value)
const either =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value))
const object =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isRecord(value) &&
    Object.entries(fields).every(([key, check]) => check(Object.hasOwn(value, key) ? value[key] : undefined)) &&
    Object.keys(value).every((key) => Object.hasOwn(fields, key))

const name = object({ vi: string, en: maybe(string) })
const spans = object({
  unit: among(...LIMIT_UNITS),
  amount: (value) => number(value) && Number(value) >= 0,
})
const limit = either(spans, object({ unit: among('elapsed'), duration: string }), object({ unit: among('sameDay') }))
const expression = object({ text: string, language: maybe(string) })
const listed = object({ id: string, name, code: maybe(string) })

const published = {
  channel: maybe(among(...PUBLISHED_CHANNELS)),
  case: maybe(string),
  when: maybe(name),
  source: maybe(string),
}

const SHAPES: Readonly<Record<keyof Rest, Check>> = {
  procedure: (value) => typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(value),
  version: (value) => Number.isInteger(value) && Number(value) > 0,
  effective: maybe(object({ from: string, to: maybe(string) })),
  name,
  level: maybe(among('central', 'province', 'district', 'commune')),
  field: maybe(object({ code: string, name })),
  agency: maybe(name),
  basis: listOf(string),
  sources: listOf(string),
  regime: maybe(string),
  limit: maybe(
    object({
      limit,
      cases: maybe(listOf(object({ condition: expression, limit }))),
      cutoff: maybe(string),
      warn: maybe(limit),
      extension: maybe(object({ times: number, limit })),
    }),
  ),
  roles: listOf(object({ id: string, name })),
  documents: listOf(
    object({
      id: string,
      name,
      code: maybe(string),
      class: among('prior-result', 'processing-result', 'procedure-result', 'on-demand'),
      digitize: among('mandatory', 'on-demand'),
      reuse: listOf(string),
      required: boolean,
      when: maybe(name),
      originals: number,
      copies: number,
    }),
  ),
  results: listOf(listed),
  published: maybe(
    object({
      fees: listOf(
        object({
          name,
          kind: among('fee', 'charge'),
          amountVnd: maybe(number),
          per: among('dossier', 'copy', 'page', 'case'),
          tiers: listOf(object({ to: maybe(number), amountVnd: number })),
          atMostVnd: maybe(number),
          setBy: maybe(name),
          ...published,
        }),
      ),
      times: listOf(object({ limit, ...published })),
      figures: listOf(object({ at: string, source: maybe(string) })),
      gaps: listOf(object({ at: string, code: string, what: name, found: listOf(string), blocks: boolean })),
    }),
  ),
  variables: listOf(
    object({
      id: string,
      type: among('string', 'number', 'boolean', 'date', 'dateTime', 'list', 'object'),
      values: maybe(listOf(either(string, number, boolean))),
      optional: boolean,
      name: maybe(name),
    }),
  ),
  isOpen: boolean,
  messages: listOf(object({ id: string, name: maybe(name), from: listOf(string), carries: listOf(string) })),
  signals: listOf(object({ id: string, name: string })),
  errors: listOf(object({ id: string, code: string, name: maybe(string) })),
  escalations: listOf(object({ id: string, code: string, name: maybe(string) })),
  correlations: listOf(
    object({
      id: string,
      properties: listOf(object({ id: string, retrieval: listOf(object({ message: string, expression })) })),
      subscriptions: listOf(object({ process: string, property: string, expression })),
    }),
  ),
  collaboration: maybe(
    object({
      id: string,
      isClosed: boolean,
      participants: listOf(
        object({ id: string, name: maybe(name), process: maybe(string), minimum: maybe(number), maximum: maybe(number) }),
      ),
      messageFlows: listOf(object({ id: string, name: maybe(name), source: string, target: string, message: maybe(string) })),
    }),
  ),
  decisions: maybe(object({ dmn: listOf(object({ file: string, text: string })), yaml: maybe(isRecord) })),
  rules: listOf(object({ template: among('precedence', 'response'), first: string, second: string })),
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A definition with what the file's motcua element says of it. */
export function procedureOf(plain: Definition, root: XmlElement, source: Source): Definition {
  const extension = childOf(root, 'extensionElements')?.children.find(
    ({ local, namespace }) => local === 'procedure' && namespace === MOTCUA,
  )
  if (extension === undefined) return plain
  const wrong = (found: string, expected: string) => {
    source.report(BPMN_ATTRIBUTE_VALUE, extension, { attribute: 'motcua:procedure', found, expected })
  }
  let added: unknown
  try {
    added = JSON.parse(extension.text)
  } catch {
    added = undefined
  }
  if (!isRecord(added)) {
    wrong(extension.text.trim().slice(0, 40), 'a JSON object')
    return plain
  }
  const rest: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(added)) {
    const check = Object.hasOwn(SHAPES, key) ? SHAPES[key as keyof Rest] : undefined
    if (check?.(value) === true) {
      const own = value === null ? undefined : placed(key, value, extension.position)
      rest[key] = carriedAlong(own, plain[key as keyof Rest])
    } else wrong(key, check === undefined ? Object.keys(SHAPES).join(', ') : `its own form in "${key}"`)
  }
  return { ...plain, ...rest }
}

/** What the file itself carries stands by its elements, and not in JSON. */
function carriedAlong(value: unknown, plain: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(plain)) {
    const byId = new Map((plain as Carrier[]).map((one) => [isRecord(one) ? one.id : undefined, one]))
    return (value as Carrier[]).map((one) => (isRecord(one) ? carriedAlong(one, byId.get(one.id)) : one))
  }
  if (!isRecord(value) || !isRecord(plain) || typeof value.id !== 'string') return value
  const inner = ['participants', 'messageFlows'].flatMap((key) =>
    Object.hasOwn(value, key) ? [[key, carriedAlong(value[key], plain[key])] as const] : [],
  )
  const kept = CARRIED.flatMap((key) => (plain[key] === undefined ? [] : [[key, plain[key]] as const]))
  return { ...value, ...Object.fromEntries([...inner, ...kept]) }
}

type Carrier = Readonly<Record<string, unknown>>
const CARRIED = ['documentation', 'extension'] as const

/** JSON keeps no places: what needs one has that of the element. */
function placed(key: string, value: unknown, position: Position): unknown {
  if (key === 'limit') {
    const written = value as { readonly cases?: readonly { readonly condition: object }[] }
    const cases = written.cases?.map((one) => ({ ...one, condition: { ...one.condition, position } }))
    return { ...written, ...(cases === undefined ? {} : { cases }), position }
  }
  if (key === 'variables' || key === 'rules') return (value as object[]).map((one) => ({ ...one, position }))
  if (key === 'published') {
    const { gaps, ...rest } = value as { readonly gaps: readonly object[] }
    return { ...rest, gaps: gaps.map((gap) => ({ ...gap, position })) }
  }
  if (key !== 'correlations') return value
  return JSON.parse(JSON.stringify(value), (inner, one: unknown) =>
    inner === 'expression' ? { ...(one as object), position } : one,
  )
}

/** As JSON, what a definition says that reading its BPMN alone would not give; `undefined`: nothing. */
export function procedureJson(definition: Definition, plain: Definition | undefined): string | undefined {
  const rest: Record<string, unknown> = {}
  for (const key of Object.keys(SHAPES) as (keyof Rest)[]) {
    const own = key === 'decisions' ? decisionsOf(definition) : bare(definition[key])
    if (plain === undefined || canonical(own) !== canonical(bare(plain[key]))) rest[key] = own ?? null
  }
  return Object.keys(rest).length === 0 ? undefined : JSON.stringify(rest)
}

/** As the author wrote them: a decision may have any name. */
function decisionsOf({ decisions }: Definition): unknown {
  return decisions === undefined ? undefined : { dmn: decisions.dmn, yaml: decisions.yaml }
}

/** Without places, and without what stands by the elements: the extension of a time limit is no text, and means something. */
function bare(value: unknown): unknown {
  const isLeftOut = (key: string, inner: unknown) =>
    key === 'position' || key === 'documentation' || (key === 'extension' && typeof inner === 'string')
  const json = JSON.stringify(value, (key, inner: unknown) => (isLeftOut(key, inner) ? undefined : inner))
  return json === undefined ? undefined : (JSON.parse(json) as unknown)
}

function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) =>
      isRecord(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
    ) ?? 'null'
  )
}
