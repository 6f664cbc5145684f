import { compareNumbers, countOf, Decimal, decimal, divide, multiply, negate, power, subtract, add } from './number.ts'
import { atMidnight, instantOf, shift, Temporal, timeNanoseconds } from './temporal.ts'
import {
  DayTimeDuration,
  FeelDateTime,
  FeelTime,
  isNumber,
  LONGEST_RESULT,
  nothing,
  step,
  textOf,
  weigh,
  YearMonthDuration,
  type Env,
  type FeelValue,
} from './value.ts'

/** A power of a fraction takes as long as so many simple steps. */
const POWER_STEPS = 100

type Duration = DayTimeDuration | YearMonthDuration

export function isDuration(value: FeelValue): value is Duration {
  return value instanceof DayTimeDuration || value instanceof YearMonthDuration
}

/** `a operator b`; `null` with a problem where that has no meaning (DMN §10.3.2.14). */
export function calculate(operator: string, a: FeelValue, b: FeelValue, env: Env): FeelValue {
  if (operator === '**') step(env, POWER_STEPS)
  const result = operator === '+' ? plus(a, b) : operator === '-' ? minus(a, b) : scaled(operator, a, b)
  weigh(env, result)
  return result ?? nothing(env, `expected values that "${operator}" can join, found ${kindOf(a)} ${operator} ${kindOf(b)}`)
}

function plus(a: FeelValue, b: FeelValue): FeelValue {
  if (isNumber(a) && isNumber(b)) return add(a, b)
  if (typeof a === 'string' && typeof b === 'string') return a.length + b.length > LONGEST_RESULT ? null : a + b
  if (a instanceof DayTimeDuration && b instanceof DayTimeDuration) return new DayTimeDuration(a.nanoseconds + b.nanoseconds)
  if (a instanceof YearMonthDuration && b instanceof YearMonthDuration) return new YearMonthDuration(a.months + b.months)
  if (isDuration(b)) return shift(a, b, 1)
  return isDuration(a) ? shift(b, a, 1) : null
}

function minus(a: FeelValue, b: FeelValue): FeelValue {
  if (isNumber(a) && isNumber(b)) return subtract(a, b)
  if (a instanceof DayTimeDuration && b instanceof DayTimeDuration) return new DayTimeDuration(a.nanoseconds - b.nanoseconds)
  if (a instanceof YearMonthDuration && b instanceof YearMonthDuration) return new YearMonthDuration(a.months - b.months)
  if (isDuration(b)) return shift(a, b, -1)
  if (a instanceof FeelTime && b instanceof FeelTime)
    return new DayTimeDuration(BigInt(timeNanoseconds(a)) - BigInt(timeNanoseconds(b)))
  const [from, to] = [dateTimeOf(b), dateTimeOf(a)]
  return from === undefined || to === undefined ? null : new DayTimeDuration(instantOf(to) - instantOf(from))
}

function dateTimeOf(value: FeelValue): FeelDateTime | undefined {
  if (value instanceof FeelDateTime) return value
  return value instanceof Temporal.PlainDate ? atMidnight(value) : undefined
}

function scaled(operator: string, a: FeelValue, b: FeelValue): FeelValue {
  if (isNumber(a) && isNumber(b)) {
    if (operator === '*') return multiply(a, b)
    return operator === '/' ? divide(a, b) : power(a, b)
  }
  if (operator === '*' && isDuration(a) && isNumber(b)) return amount(a, lengthOf(a).mul(decimal(b)))
  if (operator === '*' && isNumber(a) && isDuration(b)) return amount(b, lengthOf(b).mul(decimal(a)))
  if (operator !== '/') return null
  if (isDuration(a) && isNumber(b)) return compareNumbers(b, 0) === 0 ? null : amount(a, lengthOf(a).div(decimal(b)))
  if (a instanceof DayTimeDuration && b instanceof DayTimeDuration) return divide(lengthOf(a), lengthOf(b))
  return a instanceof YearMonthDuration && b instanceof YearMonthDuration ? divide(a.months, b.months) : null
}

/** In months or nanoseconds. */
function lengthOf(duration: Duration): Decimal {
  return decimal(duration instanceof YearMonthDuration ? duration.months : new Decimal(String(duration.nanoseconds)))
}

/** A duration of the same kind; `null`: longer than any. Less than a month, or a nanosecond, is left out. */
function amount(like: Duration, length: Decimal): FeelValue {
  if (!length.isFinite() || length.abs().greaterThan(1e24)) return null
  if (like instanceof DayTimeDuration) return new DayTimeDuration(BigInt(length.toFixed(0, Decimal.ROUND_HALF_EVEN)))
  return length.abs().greaterThan(Number.MAX_SAFE_INTEGER) ? null : new YearMonthDuration(length.trunc().toNumber() + 0)
}

export function negated(a: FeelValue, env: Env): FeelValue {
  if (isNumber(a)) return negate(a)
  if (a instanceof DayTimeDuration) return new DayTimeDuration(-a.nanoseconds)
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
