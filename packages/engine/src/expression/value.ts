import { Decimal } from 'decimal.js'
import { Temporal } from 'temporal-polyfill'

/** A JSON value; the kernel's variables are these. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value }

/** The outcome of an evaluation: a value, or why there is none. FEEL itself never throws. */
export type Evaluation = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: string }

/** A time of day, with its offset from UTC in seconds where it was given, and the zone that it was given by. */
export class FeelTime {
  constructor(
    readonly time: Temporal.PlainTime,
    readonly offset: number | undefined,
    readonly zone?: string,
  ) {}
}
/** A date and time, with its zone (an offset or a name) where it was given. */
export class FeelDateTime {
  constructor(
    readonly plain: Temporal.PlainDateTime,
    readonly zone: string | undefined,
  ) {}
}
export class DayTimeDuration {
  constructor(readonly nanoseconds: bigint) {}

  static ofSeconds(seconds: number): DayTimeDuration {
    return new DayTimeDuration(BigInt(Math.round(seconds * 1e9)))
  }
}
export const SECOND = 1_000_000_000n
export class YearMonthDuration {
  constructor(readonly months: number) {}
}
/** `start` or `end` undefined: without a limit on that side. */
export class Range {
  constructor(
    readonly start: FeelValue,
    readonly includesStart: boolean,
    readonly end: FeelValue,
    readonly includesEnd: boolean,
  ) {}
}
export class FeelFunction {
  constructor(
    readonly parameters: readonly string[],
    readonly call: (values: readonly FeelValue[], env: Env) => FeelValue,
    /** The last parameter takes all that follow. */
    readonly isVariadic = false,
  ) {}
}
/** Entries by key; a map, so that no key reaches an object's prototype. */
export type FeelContext = ReadonlyMap<string, FeelValue>

/** A number is a JavaScript number as long as that is exact, else a decimal of 34 digits. */
export type FeelNumber = number | Decimal
export type FeelValue =
  | null
  | boolean
  | FeelNumber
  | string
  | Temporal.PlainDate
  | FeelTime
  | FeelDateTime
  | DayTimeDuration
  | YearMonthDuration
  | Range
  | FeelFunction
  | FeelContext
  | readonly FeelValue[]

/** What an evaluation knows and counts. */
export interface Env {
  readonly read: (name: string) => FeelValue | undefined
  readonly at: number
  /** Names that the expression itself binds. */
  frame: Frame | undefined
  steps: number
  problem: string | undefined
}
export interface Frame {
  get(name: string): FeelValue | undefined
  readonly parent: Frame | undefined
}

/** What evaluations have taken together, in steps of which {@link MOST_STEPS} are one evaluation's most. */
export interface Effort {
  steps: number
}

/** An evaluation that takes too long ends here. */
export class TooMuch extends Error {}
export const MOST_STEPS = 1_000_000

/** Characters of a text that an expression makes. */
export const LONGEST_RESULT = 1_000_000

export function step(env: Env, count = 1): void {
  env.steps += count
  if (env.steps > MOST_STEPS) throw new TooMuch(`expected at most ${MOST_STEPS} steps, found more`)
}

/** Counts what it takes to go over a value once: a step is worth several items, and a decimal of many places several steps. */
export function weigh(env: Env, value: FeelValue | undefined): void {
  if (isList(value ?? null)) step(env, (value as readonly FeelValue[]).length >> 2)
  else if (value instanceof Map) step(env, value.size >> 2)
  else if (typeof value === 'string') step(env, value.length >> 6)
  else if (value instanceof Decimal) step(env, 4 + (Math.abs(value.e) >> 3))
  else if (typeof value === 'number' && !Number.isInteger(value)) step(env)
}

/** Lists in lists; who stores or compares a value walks over it. */
const DEEPEST_VALUE = 500

/**
 * Counts the parts of a value, those that it holds several times as often: lists of the same list grow faster than what makes them.
 *
 * @throws TooMuch
 */
export function weighWhole(env: Env, value: FeelValue, depth = 0): void {
  if (!isList(value) && !isContext(value)) return
  if (depth > DEEPEST_VALUE) throw new TooMuch(`expected at most ${DEEPEST_VALUE} lists in each other, found more`)
  step(env)
  weigh(env, value)
  for (const part of value.values()) weighWhole(env, part, depth + 1)
}

/** Says why there is no value; the first reason is kept. */
export function nothing(env: Env, problem: string): null {
  env.problem ??= problem
  return null
}

export function isNumber(value: FeelValue): value is FeelNumber {
  return typeof value === 'number' || value instanceof Decimal
}
export function isContext(value: FeelValue): value is FeelContext {
  return value instanceof Map
}
export function isList(value: FeelValue): value is readonly FeelValue[] {
  return Array.isArray(value)
}

/** A JSON value as FEEL sees it. */
export function toFeel(value: Value): FeelValue {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return (value as readonly Value[]).map(toFeel)
  return new Map(Object.entries(value).map(([key, entry]) => [key, toFeel(entry)]))
}

/** A value as JSON; `undefined`: it has no form there, as a function. */
export function toJson(value: FeelValue): Value | undefined {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (value instanceof Decimal) return value.isFinite() ? value.toNumber() : undefined
  if (isList(value)) {
    const items: Value[] = []
    for (const item of value) {
      const json = toJson(item)
      if (json === undefined) return undefined
      items.push(json)
    }
    return items
  }
  if (isContext(value)) {
    const entries: [string, Value][] = []
    for (const [key, entry] of value) {
      const json = toJson(entry)
      if (json === undefined || key === '__proto__') return undefined
      entries.push([key, json])
    }
    return Object.fromEntries(entries)
  }
  if (value instanceof Range || value instanceof FeelFunction) return undefined
  return textOf(value)
}

/** The text of a value, as `string()` gives it. */
export function textOf(value: FeelValue): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return new Decimal(value).toFixed()
  if (value instanceof Decimal) return value.toFixed()
  if (value instanceof Temporal.PlainDate) return fourDigits(value.toString())
  if (value instanceof FeelTime) {
    return value.time.toString() + (value.zone === undefined ? offsetText(value.offset) : `@${value.zone}`)
  }
  if (value instanceof FeelDateTime) return dateTimeText(value)
  if (value instanceof DayTimeDuration) return dayTimeText(value.nanoseconds)
  if (value instanceof YearMonthDuration) return yearMonthText(value.months)
  if (isList(value)) return `[${value.map(quoted).join(', ')}]`
  if (isContext(value)) return `{${[...value].map(([key, entry]) => `${keyText(key)}: ${quoted(entry)}`).join(', ')}}`
  if (value instanceof Range) {
    const [open, close] = [value.includesStart ? '[' : '(', value.includesEnd ? ']' : ')']
    return `${open}${quoted(value.start)}..${quoted(value.end)}${close}`
  }
  return 'function'
}

/** A key that is no name of FEEL stands in quotes. */
function keyText(key: string): string {
  return /^[\p{L}_?'][\p{L}\p{N}_?' ./+*-]*$/u.test(key) ? key : JSON.stringify(key)
}

/** ISO 8601 writes years beyond four digits with a sign and six digits; FEEL as many as there are. */
function fourDigits(text: string): string {
  return text.replace(/^([+-])0*(\d{4,})/, (_, sign: string, year: string) => (sign === '-' ? `-${year}` : year))
}

function quoted(value: FeelValue): string {
  return typeof value === 'string' ? JSON.stringify(value) : textOf(value)
}

function dateTimeText({ plain, zone }: FeelDateTime): string {
  const text = fourDigits(plain.toString())
  if (zone === undefined) return text
  if (zone === 'UTC') return `${text}Z`
  return /^[+-]/.test(zone) ? `${text}${zone}` : `${text}@${zone}`
}

export function offsetText(seconds: number | undefined): string {
  if (seconds === undefined) return ''
  if (seconds === 0) return 'Z'
  const whole = Math.abs(seconds)
  const two = (part: number) => String(Math.floor(part)).padStart(2, '0')
  const rest = whole % 60 === 0 ? '' : `:${two(whole % 60)}`
  return `${seconds < 0 ? '-' : '+'}${two(whole / 3_600)}:${two((whole / 60) % 60)}${rest}`
}

/** Whole seconds and what is left of one, as decimals say it: `1.5`. */
export function secondsText(nanoseconds: bigint): string {
  const fraction = String(nanoseconds % SECOND)
    .padStart(9, '0')
    .replace(/0+$/, '')
  return `${nanoseconds / SECOND}${fraction === '' ? '' : `.${fraction}`}`
}

function dayTimeText(total: bigint): string {
  const sign = total < 0n ? '-' : ''
  const whole = total < 0n ? -total : total
  const [days, hours, minutes] = [whole / (86_400n * SECOND), (whole / (3_600n * SECOND)) % 24n, (whole / (60n * SECOND)) % 60n]
  const seconds = whole % (60n * SECOND)
  const time = `${hours > 0n ? `${hours}H` : ''}${minutes > 0n ? `${minutes}M` : ''}${seconds > 0n ? `${secondsText(seconds)}S` : ''}`
  const text = `${days > 0n ? `${days}D` : ''}${time === '' ? '' : `T${time}`}`
  return text === '' ? 'PT0S' : `${sign}P${text}`
}

function yearMonthText(total: number): string {
  const [years, months] = [Math.floor(Math.abs(total) / 12), Math.abs(total) % 12]
  const text = `${years > 0 ? `${years}Y` : ''}${months > 0 ? `${months}M` : ''}`
  return text === '' ? 'P0M' : `${total < 0 ? '-' : ''}P${text}`
}
