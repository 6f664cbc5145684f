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

/** Powers of ten that a JavaScript number is exactly, as far as decimals are looked for. */
const TENS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]
/** A JavaScript number of 15 digits and the decimal that it is written as say the same. */
const FIFTEEN_DIGITS = 1e15

/** How many decimals a number is written with; -1: more than are worth looking for. */
function decimalsOf(value: number): number {
  for (let decimals = 0; decimals < TENS.length; decimals++) {
    const ten = TENS[decimals] as number
    const whole = Math.round(value * ten)
    if (!(Math.abs(whole) < FIFTEEN_DIGITS)) return -1
    if (whole / ten === value) return decimals
  }
  return -1
}

/** Sums and products of few digits are those of whole numbers, moved by a power of ten; `undefined`: they take a decimal. */
function quickly(a: FeelNumber, b: FeelNumber, isProduct: boolean): number | undefined {
  if (typeof a !== 'number' || typeof b !== 'number') return undefined
  const [own, other] = [decimalsOf(a), decimalsOf(b)]
  if (own < 0 || other < 0) return undefined
  const decimals = isProduct ? own + other : Math.max(own, other)
  const ten = TENS[decimals]
  if (ten === undefined) return undefined
  const whole = isProduct
    ? Math.round(a * (TENS[own] as number)) * Math.round(b * (TENS[other] as number))
    : Math.round(a * ten) + Math.round(b * ten)
  return Math.abs(whole) < FIFTEEN_DIGITS ? whole / ten + 0 : undefined
}

export function add(a: FeelNumber, b: FeelNumber): FeelNumber | null {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (Number.isSafeInteger(sum) && Number.isInteger(a) && Number.isInteger(b)) return sum
  }
  return quickly(a, b, false) ?? normal(D.add(a, b))
}
export function subtract(a: FeelNumber, b: FeelNumber): FeelNumber | null {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b
    if (Number.isSafeInteger(difference) && Number.isInteger(a) && Number.isInteger(b)) return difference
    return quickly(a, -b, false) ?? normal(D.sub(a, b))
  }
  return normal(D.sub(a, b))
}
export function multiply(a: FeelNumber, b: FeelNumber): FeelNumber | null {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b
    if (Number.isSafeInteger(product) && Number.isInteger(a) && Number.isInteger(b)) return product === 0 ? 0 : product
  }
  return quickly(a, b, true) ?? normal(D.mul(a, b))
}
export function divide(a: FeelNumber, b: FeelNumber): FeelNumber | null {
  if (compareNumbers(b, 0) === 0) return null
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    if (a % b === 0) return a / b + 0
  }
  return normal(D.div(a, b))
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
  return normal(new D(text.trim()).toSignificantDigits(34))
}
/** As a whole number that can count something; `undefined`: it is none. */
export function countOf(value: FeelNumber): number | undefined {
  const number = typeof value === 'number' ? value : value.toNumber()
  return Number.isSafeInteger(number) ? number : undefined
}
export { Decimal }
