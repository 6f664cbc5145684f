import { Decimal } from 'decimal.js'
import type { FeelNumber } from './value.ts'

/** Decimals as IEEE 754-2008 decimal128 has them: 34 digits, half to even (DMN §10.3.2.3.1). */
const D = Decimal.clone({ precision: 34, rounding: Decimal.ROUND_HALF_EVEN, toExpNeg: -7000, toExpPos: 7000 })

export function decimal(value: FeelNumber): Decimal {
  return value instanceof Decimal ? value : new D(value)
}

/** As a JavaScript number where that says exactly the same. */
export function normal(value: Decimal): FeelNumber | null {
  if (!value.isFinite()) return null
  const number = value.toNumber()
  return Number.isFinite(number) && new D(number).equals(value) ? number : value
}

export function add(a: FeelNumber, b: FeelNumber): FeelNumber | null {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (Number.isSafeInteger(sum) && Number.isInteger(a) && Number.isInteger(b)) return sum
  }
  return normal(D.add(a, b))
}
export function subtract(a: FeelNumber, b: FeelNumber): FeelNumber | null {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b
    if (Number.isSafeInteger(difference) && Number.isInteger(a) && Number.isInteger(b)) return difference
  }
  return normal(D.sub(a, b))
}
export function multiply(a: FeelNumber, b: FeelNumber): FeelNumber | null {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b
    if (Number.isSafeInteger(product) && Number.isInteger(a) && Number.isInteger(b)) return product === 0 ? 0 : product
  }
  return normal(D.mul(a, b))
}
export function divide(a: FeelNumber, b: FeelNumber): FeelNumber | null {
  return compareNumbers(b, 0) === 0 ? null : normal(D.div(a, b))
}
export function power(a: FeelNumber, b: FeelNumber): FeelNumber | null {
  // An exponent as large as this has no result that anybody can write.
  return decimal(b).abs().greaterThan(9_999) ? null : normal(D.pow(a, b))
}
export function negate(a: FeelNumber): FeelNumber {
  return typeof a === 'number' ? (a === 0 ? 0 : -a) : a.negated()
}
export function compareNumbers(a: FeelNumber, b: FeelNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0
  return decimal(a).comparedTo(decimal(b))
}
/** A literal; its digits may be more than a JavaScript number holds. */
export function parseNumber(text: string): FeelNumber | null {
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?$/.test(text.trim())) return null
  return normal(new D(text.trim()))
}
/** As a whole number that can count something; `undefined`: it is none. */
export function countOf(value: FeelNumber): number | undefined {
  const number = typeof value === 'number' ? value : value.toNumber()
  return Number.isSafeInteger(number) ? number : undefined
}
export { Decimal }
