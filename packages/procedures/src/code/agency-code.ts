/**
 * Theory of operation
 *
 * An agency is a path from its ministry or province down: `H56`, then its department, and so on. Two generations of the identifier
 * write the same path in opposite orders. QCVN 102:2016/BTTTT has four groups of fixed width, the province or ministry at the right
 * and zeros where a level is not used: `000.00.06.H56`. QĐ 20/2020/QĐ-TTg has as many groups as there are levels, the province or
 * ministry at the left: `H56.06`. Both are read into the same levels, highest first.
 */
import { mustBeLists, mustBeTexts } from '../must-be-given.ts'

export type AgencyCodeOrder = 'qcvn102-2016' | 'qd20-2020'

export interface AgencyCode {
  readonly order: AgencyCodeOrder
  /** Highest first, as `['H56', '06']`. */
  readonly levels: readonly string[]
}

/** By QĐ 20/2020/QĐ-TTg Đ4. */
const MOST_CHARACTERS = 35
const TOP = /^[A-Y]\d{2}$/
const WIDTHS = [2, 2, 3] as const

/** `undefined`: neither order. Codes that another scheme prefixes (`Z01…`) are no agency's. */
export function parseAgencyCode(text: string): AgencyCode | undefined {
  if (typeof text !== 'string') return undefined
  const [, lowest, middle, high, top] = /^(\d{3})\.(\d{2})\.(\d{2})\.([A-Y]\d{2})$/.exec(text) ?? []
  if (top !== undefined) {
    const below = [high, middle, lowest] as string[]
    const used = below.map((group) => Number(group) > 0).lastIndexOf(true) + 1
    return { order: 'qcvn102-2016', levels: [top, ...below.slice(0, used)] }
  }
  const groups = text.split('.')
  const isNew =
    text.length <= MOST_CHARACTERS && TOP.test(groups[0] ?? '') && groups.slice(1).every((group) => /^[0-9A-Z]+$/.test(group))
  return isNew ? { order: 'qd20-2020', levels: groups } : undefined
}

/**
 * An agency's levels in one of the two orders; `undefined`: the order has no way to write them.
 *
 * @example
 * formatAgencyCode(['H56', '06'], 'qcvn102-2016') // '000.00.06.H56'
 */
export function formatAgencyCode(levels: readonly string[], order: AgencyCodeOrder): string | undefined {
  mustBeLists('formatAgencyCode', { levels })
  mustBeTexts('formatAgencyCode', { ...levels })
  const [top, ...below] = levels
  if (top === undefined || !TOP.test(top)) return undefined
  if (order === 'qd20-2020') {
    const text = levels.join('.')
    return parseAgencyCode(text)?.order === order ? text : undefined
  }
  if (below.length > WIDTHS.length) return undefined
  const groups = WIDTHS.map((width, index) => (below[index] ?? '').padStart(width, '0'))
  if (groups.some((group, index) => !/^\d+$/.test(group) || group.length !== WIDTHS[index])) return undefined
  const text = [...groups].reverse().concat(top).join('.')
  // A level of zeros below a used one would be read as not used.
  return parseAgencyCode(text)?.levels.length === levels.length ? text : undefined
}
