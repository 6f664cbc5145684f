import type { Paper } from '@motcua/engine/ports'
import { CHANNEL_FACTS, isChannel } from '../dossier/channel.ts'
import { text } from '../dossier-data.ts'
import { feesOf } from '../dossier/fee.ts'
import { componentTable } from './component-table.ts'
import { bookOf, filled, letter, owner, signedBy, submitterName, mustBeSource, type FormSource } from './letter.ts'
import { amountInWords, limitInWords, timeInWords } from './vietnamese-words.ts'

/**
 * Giấy tiếp nhận hồ sơ và hẹn trả kết quả.
 *
 * @param stage2  the second stage of a linked procedure, where it has one
 * @law thông tư 01/2018/TT-VPCP, form 01; thông tư 03/2025/TT-VPCP, form 01
 */
export function receiptForm(source: FormSource, stage2?: { readonly receivedAt: number; readonly dueAt: number }): Paper {
  mustBeSource('receiptForm', source)
  const { dossier, procedure, agency } = source
  const { variables, clock } = dossier
  const limit = clock.limit ?? procedure.definition.limit?.limit
  const fees = feesOf(variables)
  const total = fees.reduce((sum, { amountVnd }) => sum + amountVnd, 0)
  return {
    ...letter(source, 'receipt'),
    ...(dossier.code === null ? {} : { barcode: dossier.code }),
    subtitle: `${bookOf(source)} · Liên: Giao người nộp hồ sơ`,
    fields: [
      { label: 'Bộ phận tiếp nhận và trả kết quả', value: agency.unit },
      ...owner(source),
      ...filled([['Kênh nộp hồ sơ', isChannel(variables.channel) ? CHANNEL_FACTS[variables.channel].name.vi : undefined]]),
    ],
    table: componentTable(source, '1. Thành phần hồ sơ nộp gồm:'),
    closing: filled([
      ['2. Số lượng hồ sơ', '01 (bộ)'],
      ['3. Thời gian giải quyết hồ sơ theo quy định', limit === undefined ? 'không quy định' : limitInWords(limit)],
      ['4. Thời gian nhận hồ sơ', timeInWords(source.at)],
      ['5. Thời gian trả kết quả giải quyết hồ sơ', clock.due === null ? 'không quy định' : timeInWords(clock.due)],
      ['6. Thời gian nhận hồ sơ giai đoạn 2', stage2 === undefined ? undefined : timeInWords(stage2.receivedAt)],
      ['7. Thời gian trả kết quả giai đoạn 2', stage2 === undefined ? undefined : timeInWords(stage2.dueAt)],
      ['Đăng ký nhận kết quả', RETURNS[text(variables.returnBy)] ?? RETURNS.agency],
      ['Phí, lệ phí', fees.length === 0 ? undefined : feesInWords(fees, total)],
    ]),
    signatures: [signedBy('Người nộp hồ sơ', submitterName(source)), signedBy('Người tiếp nhận hồ sơ', source.officer?.name)],
  }
}

const RETURNS: Readonly<Record<string, string>> = {
  agency: 'tại Bộ phận Một cửa',
  post: 'qua bưu chính công ích',
  online: 'trực tuyến',
}

function feesInWords(fees: ReturnType<typeof feesOf>, total: number): string {
  const parts = fees.map(({ name, amountVnd }) => `${name}: ${amountInWords(amountVnd)}`)
  return fees.length === 1 ? (parts[0] ?? '') : `${parts.join('; ')}; tổng cộng ${amountInWords(total)}`
}
