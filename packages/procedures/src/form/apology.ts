import type { Paper } from '@motcua/engine/ports'
import { applicantOf } from '../dossier-data.ts'
import { letter, mustBeSource, type FormSource } from './letter.ts'
import { timeInWords } from './vietnamese-words.ts'
import { mustBeObjects } from '../must-be-given.ts'

/**
 * Phiếu xin lỗi và hẹn lại ngày trả kết quả; since 2025, văn bản xin lỗi và đề nghị gia hạn.
 *
 * @param delay  `promisedAt`: the date on the receipt; `unit`: the unit that is late
 * @law thông tư 01/2018/TT-VPCP, form 04; thông tư 03/2025/TT-VPCP, form 04; nghị định 61/2018/NĐ-CP Đ19.9
 */
export function apologyForm(
  source: FormSource,
  delay: { readonly reason: string; readonly promisedAt?: number; readonly receivedAt?: number; readonly unit?: string },
): Paper {
  mustBeSource('apologyForm', source)
  mustBeObjects('apologyForm', { delay })
  const { dossier, procedure, agency } = source
  const { name } = applicantOf(dossier)
  const received = delay.receivedAt === undefined ? '' : `${timeInWords(delay.receivedAt)}, `
  const promised = delay.promisedAt === undefined ? '' : `, hẹn trả kết quả lúc ${timeInWords(delay.promisedAt)}`
  const { due } = dossier.clock
  return {
    ...letter(source, 'apology'),
    subtitle: 'V/v hẹn lại ngày trả kết quả giải quyết hồ sơ',
    salutation: `Kính gửi: ${name}`,
    fields: [],
    paragraphs: [
      `${capital(received)}${received === '' ? capital(agency.unit) : agency.unit} đã tiếp nhận hồ sơ đề nghị “${procedure.definition.name.vi}” của ông (bà), mã số ${dossier.code ?? '…'}${promised}.`,
      `Đến nay, ${delay.unit ?? procedure.definition.agency?.vi ?? agency.unit} chưa trả kết quả đúng thời hạn ghi trong Giấy tiếp nhận hồ sơ và hẹn trả kết quả. Lý do: ${delay.reason || 'cần xác minh thêm'}.`,
      `${agency.unit} xin lỗi ông (bà) và hẹn lại ngày trả kết quả${due === null ? '' : ` vào ${timeInWords(due)}`}. Sự chậm trễ này đã gây phiền hà cho ông (bà); kính mong ông (bà) thông cảm.`,
    ],
    signatures: [
      {
        caption: 'THỦ TRƯỞNG CƠ QUAN',
        note: '(Ký, ghi rõ họ tên và đóng dấu)',
      },
    ],
    recipients: ['Như trên', agency.unit, 'Lưu: VT'],
  }
}

function capital(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase('vi') + text.slice(1)
}
