import { Ajv, type ValidateFunction } from 'ajv'
import { diagnose, type Diagnostic, type Position } from '../diagnostics/index.ts'
import { LIMIT_UNITS } from './definition.ts'
import { DURATION_INVALID, ELEMENT_NONE, ELEMENT_SEVERAL, FIELD_MISSING, FIELD_VALUE } from './field-codes.ts'
import fragmentSchema from './fragment.schema.json' with { type: 'json' }
import procedureSchema from './procedure.schema.json' with { type: 'json' }
import { explain } from './schema-finding.ts'
import { EVENT_KEYS } from './yaml/events.ts'
import { place } from './yaml/place.ts'
import { escapePointer, type Tree } from './yaml/tree.ts'

export { fragmentSchema, procedureSchema }

/** The keys of which a node has exactly one. */
export const ELEMENT_KEYS = [
  'startEvent',
  'endEvent',
  'task',
  'manualTask',
  'userTask',
  'serviceTask',
  'sendTask',
  'receiveTask',
  'scriptTask',
  'businessRuleTask',
  'callActivity',
  'subProcess',
  'transaction',
  'adHocSubProcess',
  'exclusiveGateway',
  'inclusiveGateway',
  'parallelGateway',
  'complexGateway',
  'eventBasedGateway',
  'intermediateCatchEvent',
  'intermediateThrowEvent',
  'boundaryEvent',
] as const
export type ElementKey = (typeof ELEMENT_KEYS)[number]

/** More findings than this help nobody: the file is not what it is taken for. */
const MOST_FINDINGS = 200

export interface Validation {
  readonly diagnostics: readonly Diagnostic[]
  /** JSON pointers below which something is wrong. */
  readonly wrong: ReadonlySet<string>
}

/** Holds a file against the published JSON Schema, and says each finding at its place in the YAML. */
export function validate(tree: Tree, file: string): Validation {
  const diagnostics: Diagnostic[] = []
  const wrong = new Set<string>()
  const add = (pointer: string, diagnostic: Diagnostic) => {
    if (wrong.has(pointer)) return
    wrong.add(pointer)
    diagnostics.push(diagnostic)
  }
  elements(tree, file, add)
  spans(tree, file, add)
  against('procedure', tree, file, add)
  return { diagnostics, wrong }
}

/** Holds the frame of a fragment's file against its schema; what it includes is judged where it is included. */
export function validateFragment(tree: Tree, file: string): Validation {
  const found = new Map<string, Diagnostic>()
  against('fragment', tree, file, (pointer, diagnostic) => void found.set(pointer, diagnostic))
  return { diagnostics: [...found.values()], wrong: new Set(found.keys()) }
}

function against(
  kind: keyof typeof SCHEMAS,
  tree: Tree,
  file: string,
  add: (pointer: string, diagnostic: Diagnostic) => void,
): void {
  const isValid = compiled(kind)
  if (isValid(tree.data)) return
  const errors = (isValid.errors ?? []).filter(({ keyword }) => keyword !== 'if')
  for (const error of errors.slice(0, MOST_FINDINGS)) {
    const { pointer, diagnostic } = explain(error, tree, file)
    add(pointer, diagnostic)
  }
}

const SCHEMAS = { procedure: procedureSchema, fragment: fragmentSchema }
const validators = new Map<keyof typeof SCHEMAS, ValidateFunction>()

function compiled(kind: keyof typeof SCHEMAS): ValidateFunction {
  const known = validators.get(kind)
  if (known !== undefined) return known
  const made = new Ajv({ allErrors: true, verbose: true, strict: false }).compile(SCHEMAS[kind])
  validators.set(kind, made)
  return made
}

/** Exactly one element key in each node; the schema alone cannot say that in words. */
function elements(tree: Tree, file: string, add: (pointer: string, diagnostic: Diagnostic) => void): void {
  const isSaid = ['flow', 'processes', 'globalTasks', 'collaboration'].some((key) => Object.hasOwn(tree.data ?? {}, key))
  if (tree.data !== undefined && !isSaid) {
    const details = { field: 'flow', expected: '{ begin: { startEvent: , next: … }, … }' }
    add('/flow', diagnose(FIELD_MISSING, { file, position: place(tree, '', 'key'), details }))
  }
  for (const found of nodesOf(tree.data)) trigger(tree, file, found, add)
  for (const { pointer, id, node } of nodesOf(tree.data)) {
    const found = ELEMENT_KEYS.filter((key) => Object.hasOwn(node, key))
    const position = place(tree, pointer, 'key')
    if (found.length === 0) {
      add(
        `${pointer}/element`,
        diagnose(ELEMENT_NONE, { file, position, element: id, details: { id, known: ELEMENT_KEYS.join(', ') } }),
      )
    } else if (found.length > 1) {
      const at = place(tree, `${pointer}/${found[1] ?? ''}`, 'key')
      add(
        `${pointer}/element`,
        diagnose(ELEMENT_SEVERAL, { file, position: at, element: id, details: { id, found: found.join(', ') } }),
      )
    }
  }
}

/** The procedure's limit and its extension are one span each, beside what else they say. */
function spans(tree: Tree, file: string, add: (pointer: string, diagnostic: Diagnostic) => void): void {
  const { limit } = tree.data ?? {}
  if (!isRecord(limit)) return
  one(limit, '/limit')
  if (isRecord(limit.extension)) one(limit.extension, '/limit/extension')
  const cases: readonly unknown[] = Array.isArray(limit.cases) ? limit.cases : []
  cases.forEach((written, index) => {
    if (isRecord(written)) one(written, `/limit/cases/${index}`)
  })

  function one(written: Readonly<Record<string, unknown>>, pointer: string): void {
    const found = Object.keys(written).filter((key) => SPANS.includes(key))
    const field = pointer.split('/').findLast((name) => !/^\d+$/.test(name)) ?? ''
    if (found.length > 1) {
      const position = place(tree, `${pointer}/${found[1] ?? ''}`, 'key')
      const details = { field, found: found.join(', '), type: ONE_SPAN, expected: ONE_OF_THEM }
      add(pointer, diagnose(FIELD_VALUE, { file, position, details }))
    }
    // A key that nobody knows is said by itself, with the one that was meant.
    const isMisspelt = Object.keys(written).some((key) => ![...SPANS, ...BESIDE_SPAN].includes(key))
    if (found.length > 0 || isMisspelt) return
    const details = { field: 'workingDays', expected: SPAN_EXAMPLE }
    add(`${pointer}/workingDays`, diagnose(FIELD_MISSING, { file, position: place(tree, pointer, 'key'), details }))
  }
}

const SPANS: readonly string[] = [...LIMIT_UNITS, 'sameDay', 'elapsed']
const BESIDE_SPAN: readonly string[] = ['cutoff', 'warn', 'extension', 'cases', 'times', 'if']
const ONE_SPAN = { vi: 'một khoảng thời gian', en: 'one span' }
const ONE_OF_THEM = { vi: 'một trong số đó', en: 'one of them' }
const SPAN_EXAMPLE = {
  vi: `3 (hoặc một trong ${SPANS.slice(1).join(', ')})`,
  en: `3 (or one of ${SPANS.slice(1).join(', ')})`,
}

/** What an event waits for or throws: at most one of these, or several under `any` or `all`. */
function trigger(
  tree: Tree,
  file: string,
  { pointer, id, node }: { pointer: string; id: string; node: Readonly<Record<string, unknown>> },
  add: (pointer: string, diagnostic: Diagnostic) => void,
): void {
  for (const kind of EVENTS) {
    const inside = node[kind]
    if (!isRecord(inside)) continue
    const at = `${pointer}/${kind}`
    const must = kind === 'boundaryEvent' || kind === 'intermediateCatchEvent'
    const several = (['any', 'all'] as const).filter((key) => Object.hasOwn(inside, key))
    one(inside, [...EVENT_KEYS, ...several], at, must)
    for (const key of several) {
      const list = inside[key]
      if (Array.isArray(list))
        list.forEach((event, index) => one(isRecord(event) ? event : {}, EVENT_KEYS, `${at}/${key}/${index}`, true))
    }
  }

  function one(inside: Readonly<Record<string, unknown>>, keys: readonly string[], at: string, must: boolean): void {
    const found = keys.filter((key) => Object.hasOwn(inside, key))
    if (found.length === 1 || (found.length === 0 && !must)) return
    const missing = {
      field: 'timer',
      expected: { vi: 'PT30M (hoặc message: …, hoặc error: …)', en: 'PT30M (or message: …, or error: …)' },
    }
    const details = found.length === 0 ? missing : { id, found: found.join(', ') }
    const position = place(tree, at, 'key')
    add(`${at}/trigger`, diagnose(found.length === 0 ? FIELD_MISSING : ELEMENT_SEVERAL, { file, position, element: id, details }))
  }
}

const EVENTS = ['startEvent', 'endEvent', 'intermediateCatchEvent', 'intermediateThrowEvent', 'boundaryEvent'] as const
const SUB_PROCESSES = ['subProcess', 'transaction', 'adHocSubProcess'] as const

interface WrittenNode {
  readonly pointer: string
  readonly id: string
  readonly node: Readonly<Record<string, unknown>>
}

/** Every node of a file: of its processes, of the sub-processes in them, and the global tasks. */
export function* nodesOf(data: Tree['data']): Generator<WrittenNode> {
  yield* nodesIn(data?.flow, '/flow')
  for (const [id, process] of isRecord(data?.processes) ? Object.entries(data.processes) : []) {
    if (isRecord(process)) yield* nodesIn(process.flow, `/processes/${escapePointer(id)}/flow`)
  }
  yield* nodesIn(data?.globalTasks, '/globalTasks')
}

function* nodesIn(flow: unknown, pointer: string): Generator<WrittenNode> {
  if (!isRecord(flow)) return
  for (const [id, node] of Object.entries(flow)) {
    const at = `${pointer}/${escapePointer(id)}`
    if (!isRecord(node)) continue
    yield { pointer: at, id, node }
    for (const kind of SUB_PROCESSES) {
      const inside = node[kind]
      if (isRecord(inside)) yield* nodesIn(inside.flow, `${at}/${kind}/flow`)
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

export function durationDiagnostic(file: string, position: Position, found: string): Diagnostic {
  return diagnose(DURATION_INVALID, { file, position, details: { found: found.slice(0, 60) } })
}
