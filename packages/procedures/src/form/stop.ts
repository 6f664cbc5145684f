import type { Paper } from '@motcua/engine/ports'
import { contact, letter, owner, mustBeSource, type FormSource } from './letter.ts'

/**
 * Thông báo dừng giải quyết hồ sơ; under the rules of 2018, which have no such form, the refusal with its reason.
 *
 * @law thông tư 03/2025/TT-VPCP, form 05; nghị định 61/2018/NĐ-CP Đ19.8
 */
export function stopForm(source: FormSource, reason: string): Paper {
  mustBeSource('stopForm', source)
  const { agency } = source
  return {
    ...letter(source, 'stop'),
    fields: [...owner(source), { label: 'Lý do', value: reason }],
    paragraphs: [`${agency.unit} thông báo để ông (bà) được biết.`, contact(source)],
    signatures: [{ caption: 'THỦ TRƯỞNG CƠ QUAN', note: '(Ký, ghi rõ họ tên và đóng dấu)' }],
    recipients: ['Chủ hồ sơ', 'Lưu: VT'],
  }
}
