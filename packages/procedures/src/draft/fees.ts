import { shown, type Findings } from './findings.ts'
import type { RecordReader, Unknown } from './record-reader.ts'
import { CHANNELS } from './times.ts'

export interface DraftFee {
  readonly name: { readonly vi: string; readonly en: string }
  readonly amountVnd?: number
  readonly setBy?: string
  readonly channel?: string
  readonly when?: string
}

const NAME = { vi: 'Phí, lệ phí', en: 'Fee' }
/** No fee of a procedure is below a thousand đồng: what is has lost its zeros, or is another currency. */
const LEAST_VND = 1_000
const MOST_VND = 1_000_000_000
const SOMEBODY = /hội đồng nhân dân|hđnd|theo quy định|bộ trưởng/iu

/** Fees by channel. An amount that its own text contradicts stays out, and is a gap. */
export function feesOf(record: Unknown, reader: RecordReader, findings: Findings): DraftFee[] {
  const fees = reader.records(record.channels, 'channels').flatMap((channel, index) => {
    const at = `channels[${index}]`
    const method = reader.text(channel.method, `${at}.method`)
    const known = Object.hasOwn(CHANNELS, method) ? CHANNELS[method] : undefined
    if (known === undefined) findings.add('DRAFT_CHANNEL_UNKNOWN', at, [method])
    return reader.records(channel.fees, `${at}.fees`).map((fee, row): DraftFee => {
      const place = `${at}.fees[${row}]`
      const text = reader.text(fee.text, `${place}.text`)
      const amount = amountOf(reader.number(fee.value_vnd, `${place}.value_vnd`), text, findings)
      return {
        name: NAME,
        ...(amount === undefined ? {} : { amountVnd: amount }),
        ...(amount === undefined && SOMEBODY.test(text) ? { setBy: shown(text) } : {}),
        ...(known === undefined ? {} : { channel: known }),
        ...(text === '' ? {} : { when: shown(text) }),
      }
    })
  })
  return [...new Map(fees.map((fee) => [JSON.stringify(fee), fee])).values()].slice(0, 80)
}

function amountOf(value: number | undefined, text: string, findings: Findings): number | undefined {
  const inText = amountsIn(text)
  if (value === undefined) return undefined
  if (!Number.isInteger(value) || value < 0 || value > MOST_VND || (value > 0 && value < LEAST_VND)) {
    findings.add('DRAFT_FEE_STRAY', 'fees', [`${value}`, ...(text === '' ? [] : [text])])
    return undefined
  }
  if (value === 0 && SOMEBODY.test(text) && inText.length === 0) return undefined
  if (inText.length > 0 && !inText.includes(value)) {
    findings.add('DRAFT_FEE_CONFLICT', 'fees', [`${value}`, text])
    return undefined
  }
  return value
}

/** `100.000 đồng`, `8.000đ`, `50000 VNĐ`. */
function amountsIn(text: string): number[] {
  const found = text.slice(0, 20_000).matchAll(/(\d{1,3}(?:[.,]\d{3})+|\d{4,9})\s*(?:đồng|đ\b|vnđ|vnd)/giu)
  return [...found].map(([, number = '']) => Number(number.replace(/[.,]/g, '')))
}
