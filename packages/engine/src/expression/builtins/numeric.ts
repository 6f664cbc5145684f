import { compareNumbers, Decimal, decimal, normal, parseNumber } from '../number.ts'
import type { FeelNumber, FeelValue } from '../value.ts'
import { DayTimeDuration, isNumber, step, YearMonthDuration } from '../value.ts'
import { builtin, number, text, Unfit, whole, type Builtins } from './define.ts'

function rounding(mode: Decimal.Rounding) {
  return builtin(
    'n, scale',
    ([n, scale]) => {
      return round(number(n), scale === undefined ? 0 : whole(scale), mode)
    },
    1,
  )
}

/** The exponents that a decimal of 128 bits has (DMN §10.3.4.5). */
const SCALES = { least: -6_111, most: 6_176 } as const

function round(n: FeelNumber, digits: number, mode: Decimal.Rounding): FeelValue {
  if (digits < SCALES.least || digits > SCALES.most)
    throw new Unfit(`expected a scale from ${SCALES.least} to ${SCALES.most}, found ${digits}`)
  if (digits >= 0) return normal(decimal(n).toDecimalPlaces(digits, mode))
  const unit = decimal(10).pow(-digits)
  return normal(decimal(n).div(unit).toDecimalPlaces(0, mode).mul(unit))
}

/** A logarithm, or a power of e, takes as long as so many simple steps. */
const LOGARITHM_STEPS = 400

function isOneOf(value: FeelValue | undefined, allowed: readonly string[]): boolean {
  return value === undefined || value === null || (typeof value === 'string' && allowed.includes(value))
}

export const NUMERIC: Builtins = {
  number: builtin(
    'from, grouping separator, decimal separator',
    ([from, grouping, point]) => {
      if (from !== undefined && isNumber(from)) return from
      let digits = text(from)
      if (!isOneOf(grouping, [' ', ',', '.']) || !isOneOf(point, [',', '.']) || (typeof point === 'string' && point === grouping))
        throw new Unfit('expected " ", "," or "." between groups, and another "," or "." before the decimals')
      if (typeof grouping === 'string') digits = digits.replaceAll(grouping, '')
      if (typeof point === 'string') digits = digits.replace(point, '.')
      const found = parseNumber(digits)
      if (found === null) throw new Unfit(`expected the text of a number, found "${digits.slice(0, 40)}"`)
      return found
    },
    1,
  ),
  decimal: builtin('n, scale', ([n, scale]) => round(number(n), whole(scale), Decimal.ROUND_HALF_EVEN)),
  floor: rounding(Decimal.ROUND_FLOOR),
  ceiling: rounding(Decimal.ROUND_CEIL),
  'round up': rounding(Decimal.ROUND_UP),
  'round down': rounding(Decimal.ROUND_DOWN),
  'round half up': rounding(Decimal.ROUND_HALF_UP),
  'round half down': rounding(Decimal.ROUND_HALF_DOWN),
  'round half even': rounding(Decimal.ROUND_HALF_EVEN),
  abs: builtin('n', ([n]) => {
    if (n instanceof DayTimeDuration) return new DayTimeDuration(n.nanoseconds < 0n ? -n.nanoseconds : n.nanoseconds)
    if (n instanceof YearMonthDuration) return new YearMonthDuration(Math.abs(n.months))
    return normal(decimal(number(n)).abs())
  }),
  modulo: builtin('dividend, divisor', ([a, b]) => {
    const [dividend, divisor] = [decimal(number(a)), decimal(number(b))]
    if (divisor.isZero()) throw new Unfit('expected a divisor other than 0')
    return normal(dividend.sub(divisor.mul(dividend.div(divisor).floor())))
  }),
  sqrt: builtin('number', ([n]) => {
    if (compareNumbers(number(n), 0) < 0) throw new Unfit('expected a number from 0 on')
    return normal(decimal(number(n)).sqrt())
  }),
  log: builtin('number', ([n], env) => {
    step(env, LOGARITHM_STEPS)
    if (compareNumbers(number(n), 0) <= 0) throw new Unfit('expected a number above 0')
    return normal(decimal(number(n)).ln())
  }),
  exp: builtin('number', ([n], env) => {
    step(env, LOGARITHM_STEPS)
    return decimal(number(n)).abs().greaterThan(10_000) ? null : normal(decimal(number(n)).exp())
  }),
  odd: builtin('number', ([n]) => decimal(number(n)).mod(2).abs().equals(1)),
  even: builtin('number', ([n]) => decimal(number(n)).mod(2).isZero()),
}
