import { closest, suggestion } from './closest.ts'

/** Says what is wrong with a value, which `name` names; `undefined`: nothing. What comes from callers without types may be anything. */
export type Check = (value: unknown, name: string) => string | undefined

export type Fields = Readonly<Record<string, Check>>

/** Names are checked where they are looked up: here it only matters that one is given. */
export const text: Check = (value, name) =>
  typeof value === 'string' && value.trim() !== '' ? halfIn(value, name) : fault(name, 'a text', value)

/** What is searched for may be empty. */
export const words: Check = (value, name) => (typeof value === 'string' ? halfIn(value, name) : fault(name, 'a text', value))

/** Of what is looked at elsewhere: where it is a text, it is a whole one. */
export const wholeLetters: Check = (value, name) => (typeof value === 'string' ? halfIn(value, name) : undefined)

/** UTF-8 has no word for half of a surrogate pair, as `'😀'.slice(0, 1)` leaves one: stores would keep something else. */
function halfIn(value: string, name: string): string | undefined {
  if (value.isWellFormed()) return undefined
  return `expected ${name} to be a text of whole letters, found half of a surrogate pair in ${shown(value)}`
}

export const whole: Check = that('a whole number', Number.isSafeInteger)

export const notNegative: Check = wholeFrom(0)

export const atLeastOne: Check = wholeFrom(1)

export const flag: Check = that('true or false', (value) => typeof value === 'boolean')

export const record: Check = that('an object', isRecord)

export function wholeFrom(least: number): Check {
  return that(`a whole number of at least ${least}`, (value) => Number.isSafeInteger(value) && Number(value) >= least)
}

/** Without an end where it is `Infinity`. */
export function numberFrom(least: number): Check {
  return that(`a number of at least ${least}`, (value) => typeof value === 'number' && value >= least)
}

export function optional(check: Check): Check {
  return (value, name) => (value === undefined ? undefined : check(value, name))
}

export function orNull(check: Check): Check {
  return (value, name) => (value === null ? undefined : check(value, name))
}

export function oneOf(...known: readonly string[]): Check {
  return that(`one of ${known.join(', ')}`, (value) => typeof value === 'string' && known.includes(value))
}

export function listOf(check: Check): Check {
  return (value, name) => {
    if (!Array.isArray(value)) return fault(name, 'a list', value)
    for (const [index, item] of value.entries()) {
      const found = check(item, `${name}[${index}]`)
      if (found !== undefined) return found
    }
    return undefined
  }
}

/** An object whose fields, whatever their names, are all such. */
export function eachOf(check: Check): Check {
  return (value, name) => {
    if (!isRecord(value)) return fault(name, 'an object', value)
    for (const [field, given] of Object.entries(value)) {
      const found = check(given, `${name}.${field}`)
      if (found !== undefined) return found
    }
    return undefined
  }
}

/** An object with these fields; further ones say nothing. */
export function fields(checks: Fields): Check {
  const all = Object.entries(checks)
  return (value, name) => {
    if (!isRecord(value)) return fault(name, 'an object', value)
    for (let at = 0; at < all.length; at += 1) {
      const [field, check] = all[at] as (typeof all)[number]
      const given = value[field]
      const found = check(given, field)
      // The whole name is put together where somebody is told it. What answers otherwise when asked again was refused already.
      if (found !== undefined) return check(given, `${name}.${field}`) ?? found
    }
    return undefined
  }
}

/**
 * An object with these fields and no others: what a misspelt name was to say would be passed over. One that is near a known name is told before
 * what is missing, which it was meant for.
 */
export function only(checks: Fields): Check {
  const fault = fields(checks)
  const known = Object.keys(checks)
  return (value, name) => {
    const strange = isRecord(value) ? Object.keys(value).filter((field) => isStrange(value, field, checks)) : []
    const misspelt = strange.find((field) => closest(field, known) !== undefined)
    if (misspelt === undefined) return fault(value, name) ?? strangeIn(name, strange[0], known)
    return strangeIn(name, misspelt, known)
  }
}

function isStrange(value: Readonly<Record<string, unknown>>, field: string, known: Fields): boolean {
  return !Object.hasOwn(known, field) && value[field] !== undefined
}

function strangeIn(name: string, field: string | undefined, known: readonly string[]): string | undefined {
  return field === undefined
    ? undefined
    : `expected known names in ${name}, found ${shown(field)}: ${suggestion(field, known).hintEn}`
}

/** @param what  "expected … to be `what`" */
export function that(what: string, holds: (value: unknown) => boolean): Check {
  return (value, name) => (holds(value) ? undefined : fault(name, what, value))
}

function fault(name: string, what: string, value: unknown): string {
  return `expected ${name} to be ${what}, found ${shown(value)}`
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Texts are shown as far as a line has room; nothing of what an object holds, which may be a person's. */
export function shown(value: unknown): string {
  if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) return 'none'
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 59)}…` : value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? 'a list' : typeof value
}
