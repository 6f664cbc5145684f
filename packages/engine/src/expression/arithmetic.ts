import { compareNumbers, countOf, decimal, divide, multiply, negate, power, subtract, add } from './number.ts'
import { atMidnight, secondsBetween, shift, Temporal, timeSeconds } from './temporal.ts'
import {
  DayTimeDuration,
  FeelDateTime,
  FeelTime,
  isNumber,
  nothing,
  textOf,
  YearMonthDuration,
  type Env,
  type FeelValue,
} from './value.ts'

type Duration = DayTimeDuration | YearMonthDuration

export function isDuration(value: FeelValue): value is Duration {
  return value instanceof DayTimeDuration || value instanceof YearMonthDuration
}

/** `a operator b`; `null` with a problem where that has no meaning (DMN §10.3.2.14). */
export function calculate(operator: string, a: FeelValue, b: FeelValue, env: Env): FeelValue {
  const result = operator === '+' ? plus(a, b) : operator === '-' ? minus(a, b) : scaled(operator, a, b)
  return result ?? nothing(env, `expected values that "${operator}" can join, found ${kindOf(a)} ${operator} ${kindOf(b)}`)
}

function plus(a: FeelValue, b: FeelValue): FeelValue {
  if (isNumber(a) && isNumber(b)) return add(a, b)
  if (typeof a === 'string' && typeof b === 'string') return a + b
  if (a instanceof DayTimeDuration && b instanceof DayTimeDuration) return new DayTimeDuration(a.seconds + b.seconds)
  if (a instanceof YearMonthDuration && b instanceof YearMonthDuration) return new YearMonthDuration(a.months + b.months)
  if (isDuration(b)) return shift(a, b, 1)
  return isDuration(a) ? shift(b, a, 1) : null
}

function minus(a: FeelValue, b: FeelValue): FeelValue {
  if (isNumber(a) && isNumber(b)) return subtract(a, b)
  if (a instanceof DayTimeDuration && b instanceof DayTimeDuration) return new DayTimeDuration(a.seconds - b.seconds)
  if (a instanceof YearMonthDuration && b instanceof YearMonthDuration) return new YearMonthDuration(a.months - b.months)
  if (isDuration(b)) return shift(a, b, -1)
  if (a instanceof FeelTime && b instanceof FeelTime) return new DayTimeDuration(timeSeconds(a) - timeSeconds(b))
  const [from, to] = [instantOf(b), instantOf(a)]
  return from === undefined || to === undefined ? null : new DayTimeDuration(secondsBetween(from, to))
}

function instantOf(value: FeelValue): FeelDateTime | undefined {
  if (value instanceof FeelDateTime) return value
  return value instanceof Temporal.PlainDate ? atMidnight(value) : undefined
}

function scaled(operator: string, a: FeelValue, b: FeelValue): FeelValue {
  if (isNumber(a) && isNumber(b)) {
    if (operator === '*') return multiply(a, b)
    return operator === '/' ? divide(a, b) : power(a, b)
  }
  if (operator === '*' && isDuration(a) && isNumber(b)) return times(a, decimal(b).toNumber())
  if (operator === '*' && isNumber(a) && isDuration(b)) return times(b, decimal(a).toNumber())
  if (operator !== '/') return null
  if (isDuration(a) && isNumber(b)) return compareNumbers(b, 0) === 0 ? null : times(a, 1 / decimal(b).toNumber())
  if (a instanceof DayTimeDuration && b instanceof DayTimeDuration) return divide(a.seconds, b.seconds)
  return a instanceof YearMonthDuration && b instanceof YearMonthDuration ? divide(a.months, b.months) : null
}

function times(duration: Duration, by: number): FeelValue {
  if (duration instanceof YearMonthDuration) return new YearMonthDuration(Math.trunc(duration.months * by) + 0)
  return new DayTimeDuration(Number((duration.seconds * by).toFixed(9)))
}

export function negated(a: FeelValue, env: Env): FeelValue {
  if (isNumber(a)) return negate(a)
  if (a instanceof DayTimeDuration) return new DayTimeDuration(-a.seconds)
  if (a instanceof YearMonthDuration) return new YearMonthDuration(-a.months)
  return nothing(env, `expected a number after "-", found ${kindOf(a)}`)
}

/** What a value is, for messages. */
export function kindOf(value: FeelValue): string {
  if (value === null) return 'null'
  if (isNumber(value)) return countOf(value) === undefined ? textOf(value) : String(value)
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 39)}…` : value)
  if (typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Map) return 'a context'
  return value.constructor.name === 'FeelFunction' ? 'a function' : textOf(value)
}
