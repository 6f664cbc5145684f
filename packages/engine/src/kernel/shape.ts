/** What the kernel's functions take, as far as callers without types can be told that it is none of it. */
import {
  fields,
  listOf,
  oneOf,
  optional,
  record,
  text,
  that,
  whole,
  words,
  type Check,
  type Fields,
} from '../diagnostics/index.ts'

const PROGRAM_LISTS = ['nodes', 'flows', 'scopes', 'correlations', 'limitCases'] as const
const PROGRAM_MAPS = ['nodeById', 'flowById', 'variables', 'messages'] as const

export const program: Check = that('a program of loadProcedure', (value) => {
  const has = (name: string): unknown => (isRecord(value) ? value[name] : undefined)
  return PROGRAM_LISTS.every((name) => Array.isArray(has(name))) && PROGRAM_MAPS.every((name) => has(name) instanceof Map)
})

/** Runs of records that have numbers. */
const isLedger = (value: unknown): boolean =>
  Array.isArray(value) && Array.from(value).every((run) => Array.isArray(run) && isRecord(run[0]) && isNumber(run[0].n))

export const ledger: Check = that('a ledger of a state', isLedger)

export const state: Check = that('a state that the kernel gave', (value) => {
  if (!isRecord(value)) return false
  const { status, at, next, instances, scopes, incidents } = value
  return (
    typeof status === 'string' && isNumber(at) && isNumber(next) && isLedger(instances) && isLedger(scopes) && isRecord(incidents)
  )
})

export const instance: Check = fields({ n: whole, node: whole })

/** What `recordsOf` gave. */
export const records: Check = that('what recordsOf gave', (value) => {
  const maps = isRecord(value) ? [value.instances, value.scopes] : [undefined]
  return maps.every((map) => isRecord(map) && typeof map.get === 'function')
})

export const calendar: Check = that('a calendar of vietnamCalendar or createCalendar', (value) => {
  return isRecord(value) && typeof value.totalsOf === 'function'
})

export const surroundings: Check = fields({
  calendar,
  observe: optional(that('a function', (value) => typeof value === 'function')),
  mostSteps: optional(whole),
})

export const event: Check = fields({ type: text })

export const eventsInOrder: Check = (value, name) =>
  Array.isArray(value) ? listOf(event)(value, name) : that('events, one after another', isIterable)(value, name)

export const namesInOrder: Check = that('names, one after another', isIterable)

const plan: Check = fields({
  elements: optional(record),
  flows: optional(record),
  timers: optional(oneOf('keep', 'recompute')),
  accept: optional(listOf(text)),
})

export const toMigrate: Check = fields({ plan, variables: optional(record) })

const MODIFICATION: Fields = {
  reason: words,
  end: optional(listOf(whole)),
  drop: optional(listOf(fields({ flow: words, scope: optional(whole) }))),
  set: optional(listOf(fields({ variables: record, scope: optional(whole) }))),
  begin: optional(listOf(record)),
}

/** By the type of a command, the fields that it has beside. */
export const COMMANDS: Readonly<Record<string, Fields>> = {
  start: { start: optional(words), variables: record, keys: optional(record) },
  completeTask: { instance: whole, variables: record },
  completeJob: { instance: whole, variables: record },
  failJob: { instance: whole, code: words, message: words, error: optional(words) },
  deliverMessage: { message: words, instance: optional(whole), variables: record, keys: optional(record) },
  broadcastSignal: { signal: words, variables: record },
  startActivity: { instance: whole, element: words },
  fireTimer: { instance: whole },
  resolveIncident: { incident: whole, variables: record },
  skipIncident: { incident: whole, reason: words, variables: record, flows: optional(listOf(words)) },
  cancelProcess: { reason: words },
  modify: MODIFICATION,
}

/** A command of one of these types, with its instant. */
export function commandOf(types: Readonly<Record<string, Fields>>): Check {
  const known = oneOf(...Object.keys(types))
  const checks = new Map(Object.entries(types).map(([type, own]) => [type, fields({ at: whole, ...own })]))
  return (value, name) =>
    fields({ type: known })(value, name) ?? checks.get((value as { readonly type: string }).type)?.(value, name)
}

export const command: Check = commandOf(COMMANDS)
export const migrate: Check = commandOf({ migrate: { reason: words, plan, from: words, to: words, variables: optional(record) } })

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number'
}

function isIterable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, Symbol.iterator) === 'function'
}
