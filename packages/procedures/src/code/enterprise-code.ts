import type { Fault } from '../data/data-code.ts'
import { personalIdentifierFault, type Declared } from './personal-identifier.ts'
import { mustBeObjects, mustBeTexts } from '../must-be-given.ts'

/** Weights of the first nine digits. */
const WEIGHTS = [31, 29, 23, 19, 17, 13, 7, 5, 3] as const

/** What a computed check value of 10, which is no digit, means: sources disagree, so a deployment may say. */
export type CheckValueTen = 'invalid' | 'zero'

/**
 * The check digit of nine digits: ten less the weighted sum modulo 11. `undefined`: the value is ten, and ten is no digit.
 *
 * @example
 * enterpriseCheckDigit('010010910') // 6
 */
export function enterpriseCheckDigit(nine: string, ten: CheckValueTen = 'invalid'): number | undefined {
  mustBeTexts('enterpriseCheckDigit', { nine })
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(nine[index]), 0)
  const value = 10 - (sum % 11)
  return value < 10 ? value : ten === 'zero' ? 0 : undefined
}

/**
 * Enterprise code (mã số doanh nghiệp), which is the tax code: 10 digits, the tenth a check digit; a dependent unit has three more,
 * with or without a hyphen.
 *
 * @example
 * enterpriseCodeFault('0100109106') // undefined
 * enterpriseCodeFault('0100109107')?.code // 'ENTERPRISE_CODE_CHECK'
 */
export function enterpriseCodeFault(text: string, ten: CheckValueTen = 'invalid'): Fault | undefined {
  const [, nine, digit, unit] = /^(\d{9})(\d)(?:-?(\d{3}))?$/.exec(text) ?? []
  if (nine === undefined || unit === '000') return { code: 'ENTERPRISE_CODE_FORM' }
  const expected = enterpriseCheckDigit(nine, ten)
  if (expected === Number(digit)) return undefined
  const none = { vi: 'không có (dãy chín số này không hợp lệ)', en: 'none (these nine digits have no valid one)' }
  return { code: 'ENTERPRISE_CODE_CHECK', fill: { digit: expected === undefined ? none : String(expected) } }
}

/** One way to write it: 10 digits, or `10-3`. */
export function canonicalEnterpriseCode(text: string): string {
  mustBeTexts('canonicalEnterpriseCode', { text })
  return text.replace(/^(\d{10})-?(\d{3})$/, '$1-$2')
}

/** A household business is known by its owner's personal identifier, or by the tax code that it had before July 2025. */
export function householdCodeFault(text: string, declared: Declared = {}, ten: CheckValueTen = 'invalid'): Fault | undefined {
  mustBeObjects('householdCodeFault', { declared })
  if (/^\d{12}$/.test(text)) return personalIdentifierFault(text, declared)
  const fault = enterpriseCodeFault(text, ten)
  return fault?.code === 'ENTERPRISE_CODE_FORM' ? { code: 'HOUSEHOLD_CODE_FORM' } : fault
}
