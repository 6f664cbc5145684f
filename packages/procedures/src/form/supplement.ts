import type { Paper } from '@motcua/engine/ports'
import { missingTable } from './component-table.ts'
import { contact, letter, owner, signedBy, mustBeSource, type FormSource } from './letter.ts'
import { timeInWords } from './vietnamese-words.ts'
import { mustBeLists, mustBeObjects } from '../must-be-given.ts'

/**
 * Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ: one complete list.
 *
 * @param request  `missing`: ids of components, or words; `dueAt`: until when
 * @law thông tư 01/2018/TT-VPCP, form 02; thông tư 03/2025/TT-VPCP, form 02; nghị định 61/2018/NĐ-CP Đ15.3
 */
export function supplementForm(
  source: FormSource,
  request: { readonly missing: readonly string[]; readonly reason?: string; readonly dueAt?: number },
): Paper {
  mustBeSource('supplementForm', source)
  mustBeObjects('supplementForm', { request })
  mustBeLists('supplementForm', { missing: request.missing })
  const { reason = '', dueAt, missing } = request
  return {
    ...letter(source, 'supplement'),
    fields: owner(source),
    table: missingTable(source, 'Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:', missing),
    closing: [
      ...(reason === '' ? [] : [{ label: 'Lý do', value: reason }]),
      ...(dueAt === undefined ? [] : [{ label: 'Thời hạn bổ sung', value: timeInWords(dueAt) }]),
      { label: 'Liên hệ', value: contact(source) },
    ],
    signatures: [signedBy('Người hướng dẫn', source.officer?.name)],
  }
}
