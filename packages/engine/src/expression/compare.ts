import { compareNumbers } from './number.ts'
import { atMidnight, instantOf, Temporal, timeNanoseconds } from './temporal.ts'
import {
  DayTimeDuration,
  FeelDateTime,
  FeelFunction,
  FeelTime,
  isContext,
  isList,
  isNumber,
  Range,
  step,
  YearMonthDuration,
  type Env,
  type FeelValue,
} from './value.ts'

/** `null`: the two are of different kinds (DMN §10.3.2.13). `env` counts what it takes to compare what they hold. */
export function equals(a: FeelValue, b: FeelValue, env?: Env): boolean | null {
  if (a === null || b === null) return a === b
  if (isNumber(a)) return isNumber(b) ? compareNumbers(a, b) === 0 : null
  if (typeof a === 'string' || typeof a === 'boolean') return typeof a === typeof b ? a === b : null
  if (isList(a)) {
    if (!isList(b)) return null
    if (env !== undefined) step(env, a.length)
    return a.length === b.length && a.every((item, index) => equals(item, b[index] as FeelValue, env) === true)
  }
  if (isContext(a)) {
    if (!isContext(b)) return null
    if (env !== undefined) step(env, a.size)
    if (a.size !== b.size) return false
    return [...a].every(([key, value]) => b.has(key) && equals(value, b.get(key) as FeelValue, env) === true)
  }
  if (a instanceof Range) {
    if (!(b instanceof Range)) return null
    const isSame = a.includesStart === b.includesStart && a.includesEnd === b.includesEnd
    return isSame && equals(a.start, b.start) === true && equals(a.end, b.end) === true
  }
  if (a instanceof FeelFunction) return a === b
  const order = compare(a, b)
  return order === null ? null : order === 0
}

/** Less than zero, zero, more than zero; `null`: the two have no order. */
export function compare(a: FeelValue, b: FeelValue): number | null {
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b)
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  if (a instanceof Temporal.PlainDate && b instanceof Temporal.PlainDate) return Temporal.PlainDate.compare(a, b)
  if (a instanceof FeelDateTime && b instanceof FeelDateTime) return order(instantOf(a), instantOf(b))
  if (a instanceof FeelDateTime && b instanceof Temporal.PlainDate) return order(instantOf(a), instantOf(atMidnight(b)))
  if (a instanceof Temporal.PlainDate && b instanceof FeelDateTime) return order(instantOf(atMidnight(a)), instantOf(b))
  if (a instanceof FeelTime && b instanceof FeelTime) return timeNanoseconds(a) - timeNanoseconds(b)
  if (a instanceof DayTimeDuration && b instanceof DayTimeDuration) return order(a.nanoseconds, b.nanoseconds)
  if (a instanceof YearMonthDuration && b instanceof YearMonthDuration) return a.months - b.months
  return null
}

function order(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Whether a value is within a range; `null`: it cannot be compared with its ends. */
export function isWithin(value: FeelValue, range: Range): boolean | null {
  const above = range.start === null ? 1 : compare(value, range.start)
  const below = range.end === null ? -1 : compare(value, range.end)
  if (above === null || below === null) return null
  const isAbove = above > 0 || (above === 0 && range.includesStart)
  return isAbove && (below < 0 || (below === 0 && range.includesEnd))
}

/** Whether a value meets a test: is it, is one of it, is within it. */
export function meets(value: FeelValue, test: FeelValue, env: Env): boolean | null {
  if (test instanceof Range) return isWithin(value, test)
  if (isList(test) && !isList(value)) {
    step(env, test.length)
    return test.some((item) => meets(value, item, env) === true)
  }
  if (isList(test) && isList(value) && equals(value, test, env) !== true) {
    return test.some((item) => equals(value, item, env) === true)
  }
  return equals(value, test, env) ?? false
}
