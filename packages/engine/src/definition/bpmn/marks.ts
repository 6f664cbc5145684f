import { attributeOf, type XmlElement } from '../../xml/index.ts'
import { CLOCK_MARKS, PAYMENT_MARKS, STAGES, STANDINGS, type FlowNodeBase, type Limit } from '../definition.ts'
import { extensionOf } from './extension.ts'
import { idOf, MOTCUA, nameOf, type Source } from './source.ts'

/** What every node has; the law's marks are motcua attributes. */
export function baseOf(element: XmlElement, source: Source): FlowNodeBase {
  const mark = <T extends string>(local: string, values: readonly T[]): T | undefined => {
    const value = attributeOf(element, local, MOTCUA)
    return values.find((candidate) => candidate === value)
  }
  const extension = extensionOf(element)
  return {
    ...(extension === undefined ? {} : { extension }),
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

/** `PT30M`, or `3 workingDays`. */
export function limitOf(text: string | undefined): Limit | undefined {
  const found = /^([\d.]+) (workingDays|workingHours|days)$/.exec(text ?? '')
  if (found !== null) return { unit: found[2] as 'days', amount: Number(found[1]) }
  return text === undefined || text === '' ? undefined : { unit: 'elapsed', duration: text }
}

export function limitText(limit: Limit): string {
  return limit.unit === 'elapsed' ? limit.duration : `${limit.amount} ${limit.unit}`
}
