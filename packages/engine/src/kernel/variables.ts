import { parseInstant } from '../calendar/index.ts'
import type { Program } from '../compile/index.ts'
import type { Variables } from './command.ts'
import type { Rejection } from './rejection.ts'
import { find } from './ledger.ts'
import type { Instance, KernelState, ScopeRecord, Value } from './state.ts'

/** Deeper JSON than this is refused: every walk over a value stays bounded. */
const DEEPEST = 64

/** What reading and writing variables needs of a state: of one at rest or of one under construction. */
export interface Records {
  readonly instances: { get(n: number): Instance | undefined }
  readonly scopes: { get(n: number): ScopeRecord | undefined }
}

export function recordsOf(state: KernelState): Records {
  return { instances: { get: (n) => find(state.instances, n) }, scopes: { get: (n) => find(state.scopes, n) } }
}

/**
 * A variable as an element in `scope` sees it: the nearest one outwards. A called process sees the caller's variables only where
 * the call says so. `undefined`: nobody set it.
 */
export function readVariable(program: Program, records: Records, scope: number, name: string): Value | undefined {
  for (let n = scope; ;) {
    const variables = records.scopes.get(n)?.variables
    if (variables !== undefined && Object.hasOwn(variables, name)) return variables[name]
    if (n === 0) return undefined
    const instance = records.instances.get(n)
    if (instance === undefined) return undefined
    const value = ofLoop(program, records, instance, name)
    if (value !== undefined) return value
    const node = program.nodes[instance.node]
    if (node?.kind === 'callActivity' && instance.loop === undefined && !node.propagates) return undefined
    n = instance.scope
  }
}

/** The scope in which a variable that is set from `scope` lives: where it is already, else the process's own. */
export function homeOf(program: Program, records: Records, scope: number, name: string): number {
  for (let n = scope; n !== 0;) {
    const variables = records.scopes.get(n)?.variables
    if (variables !== undefined && Object.hasOwn(variables, name)) return n
    const instance = records.instances.get(n)
    if (instance === undefined) return 0
    if (program.nodes[instance.node]?.kind === 'callActivity' && instance.loop === undefined) return n
    n = instance.scope
  }
  return 0
}

/** Whether nothing between `scope` and the process has variables of its own: all that is set from there is the process's. */
export function isHomeless(program: Program, records: Records, scope: number): boolean {
  for (let n = scope; n !== 0;) {
    if (records.scopes.get(n) !== undefined) return false
    const instance = records.instances.get(n)
    if (instance === undefined) return true
    if (program.nodes[instance.node]?.kind === 'callActivity') return false
    n = instance.scope
  }
  return true
}

/** What an activity that runs several times knows of its runs. Names of BPMN §10.3.8, and those that other engines use. */
function ofLoop(program: Program, records: Records, instance: Instance, name: string): Value | undefined {
  const { loop, counter } = instance
  const node = program.nodes[instance.node]
  if (node === undefined || !('loop' in node) || node.loop === undefined) return undefined
  const item = node.loop.kind === 'multiInstance' ? node.loop.item : undefined
  if (counter !== undefined) {
    if (name === 'loopCounter') return counter
    if (name === item) return records.instances.get(instance.scope)?.loop?.items?.[counter - 1] ?? null
    return undefined
  }
  if (loop === undefined) return undefined
  switch (name) {
    case 'loopCounter':
      return loop.started
    case 'numberOfInstances':
    case 'nrOfInstances':
      return loop.total
    case 'numberOfCompletedInstances':
    case 'nrOfCompletedInstances':
      return loop.completed
    case 'numberOfActiveInstances':
    case 'nrOfActiveInstances':
      return loop.started - loop.completed - (loop.ended ?? 0)
    case 'numberOfTerminatedInstances':
    case 'nrOfTerminatedInstances':
      return loop.ended ?? 0
    default:
      return name === item && loop.items !== undefined ? (loop.items[loop.started - 1] ?? null) : undefined
  }
}

/** Every variable as an element in `scope` sees it: the nearest value; `null` where a declared one has none. */
export function visibleVariables(program: Program, state: KernelState, scope: number): Record<string, Value> {
  if (scope === 0) return ofProcess(program, find(state.scopes, 0)?.variables ?? NO_VARIABLES)
  const records = recordsOf(state)
  const seen: Record<string, Value> = {}
  for (const name of program.variables.keys()) seen[name] = readVariable(program, records, scope, name) ?? null
  for (let n: number | undefined = scope; n !== undefined; n = n === 0 ? undefined : records.instances.get(n)?.scope) {
    for (const name of Object.keys(records.scopes.get(n)?.variables ?? {})) {
      const value = Object.hasOwn(seen, name) ? undefined : readVariable(program, records, scope, name)
      if (value !== undefined) seen[name] = value
    }
  }
  return seen
}

const NO_VARIABLES: Variables = Object.freeze({})

/** Those of the process itself: nothing is farther out. */
function ofProcess(program: Program, own: Variables): Record<string, Value> {
  const seen: Record<string, Value> = {}
  let known = 0
  for (const name of program.variables.keys()) {
    const isSet = Object.hasOwn(own, name)
    if (isSet) known += 1
    seen[name] = isSet ? (own[name] as Value) : null
  }
  const names = Object.keys(own)
  // Only an open procedure has values that it does not declare.
  if (names.length > known) for (const name of names) if (!Object.hasOwn(seen, name)) seen[name] = own[name] as Value
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
  let names: Names | undefined
  for (const name in variables) {
    if (!Object.hasOwn(variables, name)) continue
    const declared = program.variables.get(name)
    // An open procedure need not declare what it sets, and of a data object that an element sets no type is declared.
    if (declared === undefined && (program.isOpen || has((names ??= namesOf(allowed)), name))) {
      if (!FORBIDDEN_KEYS.has(name) && isValue(variables[name])) continue
      return wrong('VARIABLE_TYPE', `expected JSON in "${shorten(name)}", found ${describe(variables[name])}`, options)
    }
    names ??= namesOf(allowed)
    if (declared === undefined || !has(names, name)) {
      const expected = [...names].join(', ') || 'no variables'
      return wrong('VARIABLE_UNDECLARED', `expected ${expected}, found "${shorten(name)}"`, options)
    }
    const value = variables[name] as Value
    if (value === null && declared.optional) continue
    if (!isValue(value) || !IS_TYPE[declared.type](value)) {
      return wrong('VARIABLE_TYPE', `expected ${declared.type} in "${name}", found ${describe(value)}`, options)
    }
    if (declared.values !== undefined && !declared.values.includes(value as string)) {
      const expected = declared.values.join(' | ')
      return wrong('VARIABLE_TYPE', `expected ${expected} in "${name}", found ${describe(value)}`, options)
    }
  }
  if (options.partial === true) return undefined
  const missing = missingOf(program, variables, names ?? allowed)
  return missing === undefined ? undefined : wrong('VARIABLE_MISSING', `expected a value for "${missing}", found none`, options)
}

/** What a person who intervenes may set: variables, and the data objects and properties of every scope. */
export function everyName({ variables, scopes, nodes }: Program): readonly string[] {
  return [
    ...variables.keys(),
    ...scopes.flatMap(({ data }) => data.map(({ variable }) => variable)),
    ...nodes.flatMap((node) => ('properties' in node ? node.properties : [])),
  ]
}

function missingOf(program: Program, variables: Variables, names: Iterable<string>): string | undefined {
  // Mostly a program's own list.
  const list = Array.isArray(names) ? (names as readonly string[]) : [...names]
  for (let index = 0; index < list.length; index++) {
    const name = list[index] as string
    if (program.variables.get(name)?.optional === false && !Object.hasOwn(variables, name)) return name
  }
  return undefined
}

function wrong(code: Rejection['code'], message: string, { element }: { readonly element?: string }): Rejection {
  return element === undefined ? { code, message } : { code, message, element }
}

/** Names that may be set. Few are looked through sooner than a set of them is made. */
type Names = readonly string[] | ReadonlySet<string>

const FEW = 16

function namesOf(allowed: Iterable<string>): Names {
  return Array.isArray(allowed) && allowed.length <= FEW ? (allowed as readonly string[]) : new Set(allowed)
}

function has(names: Names, name: string): boolean {
  return 'has' in names ? names.has(name) : names.includes(name)
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

/**
 * Whether it is JSON that a variable may hold: not too deep, no number that JSON has no word for, no text with half of a surrogate pair, no object
 * with a class.
 */
export function isValue(value: unknown, depth = 0): value is Value {
  if (depth > DEEPEST) return false
  if (typeof value === 'string') return value.isWellFormed()
  if (value === null || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) if (index in value && !isValue(value[index], depth + 1)) return false
    return true
  }
  if (typeof value !== 'object' || (Object.getPrototypeOf(value) as unknown) !== Object.prototype) return false
  for (const key in value) {
    if (FORBIDDEN_KEYS.has(key) || !isValue((value as Record<string, unknown>)[key], depth + 1)) return false
  }
  return true
}

function describe(value: unknown): string {
  if (hasHalf(value)) return 'half of a surrogate pair in a text'
  if (typeof value === 'string') return JSON.stringify(shorten(value))
  if (typeof value !== 'object' || value === null) return String(value)
  const kind = Array.isArray(value) ? 'a list' : 'an object'
  const strange = strangePart(value)
  return strange === undefined ? kind : `${kind} with ${strange}, which JSON has not`
}

/** What in a value is no {@link Value}, and under which pointer. Of what it holds nothing is told but its type. */
function strangePart(value: unknown, at = '', depth = 0): string | undefined {
  if (isValue(value)) return undefined
  if (depth > DEEPEST) return `more than ${DEEPEST} levels`
  if (typeof value !== 'object' || value === null) return `${typeof value === 'number' ? value : typeof value} under "${at}"`
  if (!Array.isArray(value) && (Object.getPrototypeOf(value) as unknown) !== Object.prototype)
    return `${Object.prototype.toString.call(value).slice('[object '.length, -1)} under "${at}"`
  for (const [key, part] of Object.entries(value)) {
    if (FORBIDDEN_KEYS.has(key)) return `the name ${key} under "${at}"`
    const strange = strangePart(part, `${at}/${shorten(key)}`, depth + 1)
    if (strange !== undefined) return strange
  }
  return undefined
}

function hasHalf(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return !value.isWellFormed()
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return false
  return Object.values(value).some((part) => hasHalf(part, depth + 1))
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
