import type { Figure, Gap, Published, PublishedFee, PublishedTime } from '../definition.ts'
import { optional, record, strings, text, type Data } from './plain.ts'
import type { YamlSource } from './source.ts'

/** `fees`, `times`, `figures` and `gaps` of a file; `undefined`: it has none of them. */
export function publishedOf(data: Data, source: YamlSource): Published | undefined {
  if (PARTS.every((key) => data[key] === undefined)) return undefined
  return {
    fees: listed(data.fees).map(feeOf),
    times: listed(data.times).flatMap((one, index) => timeOf(one, `/times/${index}`, source)),
    figures: listed(data.figures).map((one): Figure => ({ at: optional(one.at) ?? '', source: optional(one.source) })),
    gaps: listed(data.gaps).map((one, index): Gap => ({
      at: optional(one.at) ?? '',
      code: optional(one.code) ?? '',
      what: text(one.what) ?? { vi: '' },
      found: strings(one.found),
      blocks: one.blocks === true,
      position: source.place(`/gaps/${index}`, 'key'),
    })),
  }
}

const PARTS = ['fees', 'times', 'figures', 'gaps']

function listed(value: unknown): Data[] {
  return Array.isArray(value) ? value.map(record) : []
}

function feeOf(one: Data): PublishedFee {
  return {
    name: text(one.name) ?? { vi: '' },
    kind: one.kind === 'charge' ? 'charge' : 'fee',
    amountVnd: number(one.amountVnd),
    per: (one.per ?? 'dossier') as PublishedFee['per'],
    tiers: listed(one.tiers).map((tier) => ({ to: number(tier.to), amountVnd: number(tier.amountVnd) ?? 0 })),
    atMostVnd: number(one.atMostVnd),
    setBy: text(one.setBy),
    channel: one.channel as PublishedFee['channel'],
    case: optional(one.case),
    when: text(one.when),
    source: optional(one.source),
  }
}

function timeOf(one: Data, pointer: string, source: YamlSource): PublishedTime[] {
  const limit = source.limit(one.limit, `${pointer}/limit`)
  if (limit === undefined) return []
  const channel = one.channel as PublishedTime['channel']
  return [{ limit, channel, case: optional(one.case), when: text(one.when), source: optional(one.source) }]
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
