import { shown, type Findings } from './findings.ts'
import type { Part, RecordReader, Unknown } from './record-reader.ts'
import { CHANNELS } from './times.ts'

export interface DraftFee {
  readonly name: { readonly vi: string; readonly en: string }
  readonly amountVnd?: number
  readonly per?: 'copy' | 'page' | 'case'
  readonly setBy?: string
  readonly channel?: string
  readonly when?: string
}

const NAME = { vi: 'Phí, lệ phí', en: 'Fee' }
/** No fee of a procedure is below a thousand đồng: what is has lost its zeros, or is another currency. */
const LEAST_VND = 1_000
const MOST_VND = 1_000_000_000
const MOST_FEES = 80
const SOMEBODY = /hội đồng nhân dân|hđnd|theo quy định|quy định tại|bộ trưởng|thực hiện theo|không quy định/iu
const FREE = /^[\s\-–+*•(]*(?:miễn (?:phí|lệ phí|thu)|không (?:thu|có|mất|phải nộp)|0\s*(?:đồng|đ|vnđ))/iu
/** Exempt are only some: `Trường hợp … được miễn phí`. */
const AMOUNT = /(?<![\d.,])(\d{1,3}(?:[.,]\d{3})+|\d{4,9})\s*(?:đồng|đ(?![\p{L}])|vnđ|vnd)(?:\s*\/\s*(\p{L}+(?:\s\p{L}+)?))?/giu
const PER: Readonly<Record<string, DraftFee['per']>> = { bản: 'copy', trang: 'page', 'trường hợp': 'case' }

/** Fees by channel. An amount that its own text contradicts stays out, and is a gap. */
export function feesOf(record: Unknown, reader: RecordReader, findings: Findings): DraftFee[] {
  const fees = reader.parts(record.channels, 'channels').flatMap(({ value, path }) => {
    const method = reader.text(value.method, `${path}.method`)
    const known = CHANNELS[method.toUpperCase()]
    if (known === undefined) findings.add('DRAFT_CHANNEL_UNKNOWN', { at: 'fees', path: `${path}.method`, found: [method] })
    return reader.parts(value.fees, `${path}.fees`).map((fee) => ({
      ...feeOf(fee, reader, findings),
      ...(known === undefined ? {} : { channel: known }),
    }))
  })
  const all = [...new Map(fees.map((fee) => [JSON.stringify(fee), fee])).values()]
  if (all.length > MOST_FEES)
    findings.add('DRAFT_TOO_MUCH', { at: 'fees', path: 'channels', found: [`${all.length} > ${MOST_FEES}`] })
  return all.slice(0, MOST_FEES)
}

function feeOf(fee: Part, reader: RecordReader, findings: Findings): DraftFee {
  const text = reader.text(fee.value.text, `${fee.path}.text`)
  const amounts = [...text.slice(0, 20_000).matchAll(AMOUNT)]
  const inText = [...new Set(amounts.map(([, number = '']) => Number(number.replace(/[.,]/g, ''))))]
  const amount = amountOf(reader.number(fee.value.value_vnd, `${fee.path}.value_vnd`), text, inText, fee.path, findings)
  const per = amounts.length === 1 ? PER[(amounts[0]?.[2] ?? '').toLowerCase().trim()] : undefined
  return {
    name: NAME,
    ...(amount === undefined ? {} : { amountVnd: amount }),
    ...(per === undefined || amount === undefined ? {} : { per }),
    ...(amount === undefined && SOMEBODY.test(text) ? { setBy: shown(text) } : {}),
    ...(text === '' ? {} : { when: shown(text) }),
  }
}

/** @param inText  amounts in đồng that the text names */
function amountOf(
  value: number | undefined,
  text: string,
  inText: readonly number[],
  path: string,
  findings: Findings,
): number | undefined {
  const isFree = FREE.test(text) && inText.every((amount) => amount === 0)
  if (value === undefined) {
    if (isFree) return 0
    if (inText.length === 1) return inText[0]
    if (inText.length > 1 || !SOMEBODY.test(text)) findings.add('DRAFT_FEE_UNREADABLE', { at: 'fees', path, found: [text] })
    return undefined
  }
  if (!Number.isInteger(value) || value < 0 || value > MOST_VND || (value > 0 && value < LEAST_VND)) {
    findings.add('DRAFT_FEE_STRAY', { at: 'fees', path: `${path}.value_vnd`, found: [`${value}`, text] })
    return undefined
  }
  if (value === 0 && SOMEBODY.test(text) && inText.length === 0 && !isFree) return undefined
  if ((inText.length > 0 && !inText.includes(value)) || (isFree && value > 0)) {
    findings.add('DRAFT_FEE_CONFLICT', { at: 'fees', path, found: [`${value}`, text] })
    return undefined
  }
  return value
}
