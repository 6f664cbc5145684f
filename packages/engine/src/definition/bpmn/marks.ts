import { attributeOf, type XmlElement } from '../../xml/index.ts'
import {
  CLOCK_MARKS,
  LIMIT_UNITS,
  PAUSE_REASONS,
  PAYMENT_MARKS,
  STAGES,
  STANDINGS,
  type FlowNodeBase,
  type Limit,
} from '../definition.ts'
import { BPMN_ATTRIBUTE_VALUE } from './codes.ts'
import { carriedAlong } from './extension.ts'
import { idOf, MOTCUA, nameOf, type Source } from './source.ts'

/** What every node has; the law's marks are motcua attributes. */
export function baseOf(element: XmlElement, source: Source): FlowNodeBase {
  const mark = <T extends string>(local: string, values: readonly T[]): T | undefined => {
    const value = attributeOf(element, local, MOTCUA)
    const found = values.find((candidate) => candidate === value)
    if (value !== undefined && found === undefined) {
      const expected = values.join(' | ')
      source.report(BPMN_ATTRIBUTE_VALUE, element, { attribute: `motcua:${local}`, found: value, expected }, local)
    }
    return found
  }
  const reason = mark('pauseReason', PAUSE_REASONS)
  const basis = attributeOf(element, 'pauseBasis', MOTCUA)
  return {
    ...(reason === undefined ? {} : { pause: { reason, ...(basis === undefined ? {} : { basis }) } }),
    ...carriedAlong(element),
    id: idOf(element),
    name: nameOf(element),
    position: source.placeOf(element, 'id'),
    stage: mark('stage', STAGES),
    standing: mark('standing', STANDINGS),
    clock: mark('clock', CLOCK_MARKS),
    payment: mark('payment', PAYMENT_MARKS),
  }
}

/** Names in a motcua attribute, separated by blanks. */
export function namesIn(element: XmlElement, local: string): string[] {
  return (attributeOf(element, local, MOTCUA) ?? '').split(/\s+/).filter((name) => name !== '')
}

export const DURATION =
  /^P(?=.)(\d+Y)?(\d+M)?(\d+([.,]\d+)?W)?(\d+([.,]\d+)?D)?(T(?=.)(\d+([.,]\d+)?H)?(\d+([.,]\d+)?M)?(\d+([.,]\d+)?S)?)?$/

/** The motcua attribute `limit`: `PT30M`, or `3 workingDays`. */
export function limitOf(element: XmlElement, source: Source): Limit | undefined {
  const text = attributeOf(element, 'limit', MOTCUA)
  if (text === undefined) return undefined
  const [, amount, unit] = /^(\d+(?:\.\d+)?) (\w+)$/.exec(text) ?? []
  const counted = LIMIT_UNITS.find((known) => known === unit)
  if (counted !== undefined) return { unit: counted, amount: Number(amount) }
  if (text === 'sameDay') return { unit: 'sameDay' }
  if (DURATION.test(text)) return { unit: 'elapsed', duration: text }
  const expected = 'a duration as PT30M or 3 workingDays'
  source.report(BPMN_ATTRIBUTE_VALUE, element, { attribute: 'motcua:limit', found: text, expected }, 'limit')
  return undefined
}

export function limitText(limit: Limit): string {
  if (limit.unit === 'elapsed') return limit.duration
  return limit.unit === 'sameDay' ? limit.unit : `${limit.amount} ${limit.unit}`
}
