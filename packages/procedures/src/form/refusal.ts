import type { Paper } from '@motcua/engine/ports'
import { contact, letter, owner, signedBy, submitterName, mustBeSource, type FormSource } from './letter.ts'

/**
 * Phiếu từ chối tiếp nhận hồ sơ, with its reason.
 *
 * @law thông tư 01/2018/TT-VPCP, form 03; thông tư 03/2025/TT-VPCP, form 03; nghị định 61/2018/NĐ-CP Đ17.1b
 */
export function refusalForm(source: FormSource, reason: string): Paper {
  mustBeSource('refusalForm', source)
  return {
    ...letter(source, 'refusal'),
    fields: [...owner(source), { label: 'Lý do từ chối', value: reason }],
    paragraphs: [contact(source)],
    signatures: [signedBy('Người nộp hồ sơ', submitterName(source)), signedBy('Người từ chối tiếp nhận', source.officer?.name)],
  }
}
