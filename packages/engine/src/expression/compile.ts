import { dateAndTime, evaluate, FeelDate, FeelDateTime, FeelDuration, FeelTime } from 'feelin'
import { formatInstant, localDateOf } from '../calendar/index.ts'
import { parseExpression } from './parse.ts'
import type { Evaluation, Value } from './value.ts'

/** An expression that was checked, ready to be evaluated. */
export interface CompiledExpression {
  readonly text: string
  /** Names of variables that it reads. */
  readonly reads: readonly string[]
  /**
   * @param read  gives a variable's value
   * @param at    the command's instant: what `now()` and `today()` give, in milliseconds since 1970-01-01T00:00:00Z
   */
  evaluate(read: ReadVariable, at: number): Evaluation
}

/** Reads a variable by name; `undefined`: there is none, which FEEL takes for `null`. */
export type ReadVariable = (name: string) => Value | undefined

/**
 * Wraps FEEL's interpreter so that it is pure: the two functions of FEEL that read the clock give the command's instant instead,
 * and what comes out is JSON.
 */
export function compileExpression(text: string, names: Iterable<string> = []): CompiledExpression {
  const { names: reads } = parseExpression(text, names)
  const unique = [...new Set(reads.map(({ name }) => name))]
  return Object.freeze({
    text,
    reads: unique,
    evaluate(read: ReadVariable, at: number): Evaluation {
      const variables: Record<string, Value> = {}
      for (const name of unique) {
        const value = read(name)
        if (value !== undefined || !isBuiltin(name)) variables[name] = value ?? null
      }
      const now = () => dateAndTime(formatInstant(at))
      const today = () => evaluate(`date("${localDateOf(at)}")`).value
      try {
        const { value, warnings } = evaluate(text, { ...variables, now, today })
        const json = toJson(value)
        if (json === undefined) return { ok: false, problem: `"${text}" gives no value that can be stored` }
        if (json === null && warnings.length > 0) return { ok: false, problem: warnings.map(({ message }) => message).join('; ') }
        return { ok: true, value: json }
      } catch (error) {
        return { ok: false, problem: error instanceof Error ? error.message : String(error) }
      }
    },
  })
}

/** Whether FEEL itself gives a meaning to this name. */
export function isBuiltin(name: string): boolean {
  const known = BUILTINS.get(name)
  if (known !== undefined) return known
  const found = /^[\p{L}_][\p{L}\p{N}_ ]*$/u.test(name) && typeof evaluate(name).value === 'function'
  BUILTINS.set(name, found)
  return found
}

const BUILTINS = new Map<string, boolean>()

function toJson(value: unknown): Value | undefined {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (value instanceof FeelDate || value instanceof FeelDateTime || value instanceof FeelTime || value instanceof FeelDuration) {
    return String(value)
  }
  if (Array.isArray(value)) {
    const items = value.map(toJson)
    return items.some((item) => item === undefined) ? undefined : (items as Value[])
  }
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    const entries = Object.entries(value).map(([key, entry]) => [key, toJson(entry)] as const)
    return entries.some(([, entry]) => entry === undefined) ? undefined : (Object.fromEntries(entries) as Value)
  }
  return undefined
}
