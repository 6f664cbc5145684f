import { parseInstant } from '../calendar/index.ts'
import type { Program } from '../compile/index.ts'
import type { Variables } from './command.ts'
import type { Rejection } from './rejection.ts'
import type { KernelState, Value } from './state.ts'

/** Deeper JSON than this is refused: every walk over a value stays bounded. */
const DEEPEST = 64

/** Every declared variable as an element in `scope` sees it: the nearest value, `null` where nothing was set. */
export function visibleVariables(program: Program, state: KernelState, scope: number): Record<string, Value> {
  const chain: number[] = []
  for (let at: number | undefined = scope; at !== undefined; at = at === 0 ? undefined : state.instances[at]?.scope)
    chain.push(at)
  const seen: Record<string, Value> = {}
  for (const name of program.variables.keys()) seen[name] = null
  for (const at of chain.reverse()) Object.assign(seen, state.scopes[at]?.variables)
  return seen
}

/**
 * Whether these values may be set by somebody who may set `allowed`, and must set those of them that are not optional.
 * `partial`: nothing is missed.
 */
export function checkVariables(
  program: Program,
  variables: Variables,
  allowed: Iterable<string>,
  options: { readonly element?: string; readonly partial?: boolean } = {},
): Rejection | undefined {
  const about = options.element === undefined ? {} : { element: options.element }
  const names = new Set(allowed)
  for (const name of Object.keys(variables)) {
    const declared = program.variables.get(name)
    if (declared === undefined || !names.has(name)) {
      const expected = [...names].join(', ') || 'no variables'
      return { code: 'VARIABLE_UNDECLARED', message: `expected ${expected}, found "${shorten(name)}"`, ...about }
    }
    const value = variables[name] as Value
    if (value === null && declared.optional) continue
    if (!isJson(value, 0) || !IS_TYPE[declared.type](value)) {
      return { code: 'VARIABLE_TYPE', message: `expected ${declared.type} in "${name}", found ${describe(value)}`, ...about }
    }
    if (declared.values !== undefined && !declared.values.includes(value as string)) {
      return {
        code: 'VARIABLE_TYPE',
        message: `expected ${declared.values.join(' | ')} in "${name}", found ${describe(value)}`,
        ...about,
      }
    }
  }
  if (options.partial === true) return undefined
  for (const name of names) {
    if (program.variables.get(name)?.optional === false && !Object.hasOwn(variables, name)) {
      return { code: 'VARIABLE_MISSING', message: `expected a value for "${name}", found none`, ...about }
    }
  }
  return undefined
}

type Type = 'string' | 'number' | 'boolean' | 'date' | 'dateTime' | 'list' | 'object'

const IS_TYPE: Readonly<Record<Type, (value: Value) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  date: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && parseInstant(value) !== undefined,
  dateTime: (value) => typeof value === 'string' && value.includes('T') && parseInstant(value) !== undefined,
  list: (value) => Array.isArray(value),
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
}

/** Keys that would reach an object's prototype where some later code assigns them. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

function isJson(value: unknown, depth: number): value is Value {
  if (depth > DEEPEST) return false
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (Array.isArray(value)) return value.every((item) => isJson(item, depth + 1))
  if (typeof value !== 'object' || (Object.getPrototypeOf(value) as unknown) !== Object.prototype) return false
  return Object.entries(value).every(([key, entry]) => !FORBIDDEN_KEYS.has(key) && isJson(entry, depth + 1))
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shorten(value))
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value)
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
