import type { DossierView, Procedure } from '@motcua/engine'
import type { Paper, RenderedField } from '@motcua/engine/ports'
import type { Agency } from './agency.ts'
import { dayExists, inVietnamese } from './data/day.ts'
import { applicantOf, componentsOf, record, text } from './dossier-data.ts'
import { dateline, timeInWords } from './vietnamese-time.ts'

/** What every form is made from. */
export interface FormSource {
  readonly dossier: DossierView
  readonly procedure: Procedure
  readonly agency: Agency
  /** Instant of issue, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number
}

/**
 * Giấy tiếp nhận hồ sơ và hẹn trả kết quả.
 *
 * @law thông tư 03/2025/TT-VPCP, form 01
 */
export function receiptForm(source: FormSource): Paper {
  const { dossier, procedure, agency } = source
  const names = new Map(procedure.definition.documents.map((document) => [document.id, document.name.vi]))
  const components = componentsOf(dossier.variables.components)
  return {
    ...letter(source, 'tt03-2025/01', 'GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ'),
    size: 'A5',
    fields: [
      { label: 'Bộ phận tiếp nhận', value: agency.unit },
      ...owner(source),
      { label: 'Thời gian nhận hồ sơ', value: timeInWords(source.at) },
      { label: 'Thời gian trả kết quả', value: dossier.clock.due === null ? 'không quy định' : timeInWords(dossier.clock.due) },
      { label: 'Nhận kết quả', value: dossier.variables.returnBy === 'post' ? 'qua bưu chính công ích' : 'tại Bộ phận Một cửa' },
    ],
    table: {
      columns: ['TT', 'Thành phần hồ sơ', 'Hình thức'],
      rows: components.map(({ id, digest }, index) => [
        String(index + 1),
        names.get(id) ?? id,
        digest === undefined ? 'bản giấy' : 'tệp điện tử',
      ]),
    },
    qr: dossier.code ?? dossier.id,
    signatures: ['Người nộp hồ sơ', 'Người tiếp nhận hồ sơ'],
  }
}

/** Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ. @law thông tư 03/2025/TT-VPCP, form 02 */
export function supplementForm(source: FormSource, missing: readonly string[]): Paper {
  const names = new Map(source.procedure.definition.documents.map((document) => [document.id, document.name.vi]))
  return {
    ...letter(source, 'tt03-2025/02', 'PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ'),
    size: 'A5',
    fields: owner(source),
    table: {
      columns: ['TT', 'Nội dung cần bổ sung'],
      rows: missing.map((what, index) => [String(index + 1), names.get(what) ?? what]),
    },
    signatures: ['Người hướng dẫn'],
  }
}

/** Phiếu từ chối tiếp nhận hồ sơ. @law thông tư 03/2025/TT-VPCP, form 03 */
export function refusalForm(source: FormSource, reason: string): Paper {
  return {
    ...letter(source, 'tt03-2025/03', 'PHIẾU TỪ CHỐI TIẾP NHẬN HỒ SƠ'),
    size: 'A5',
    fields: [...owner(source), { label: 'Lý do từ chối', value: reason }],
    signatures: ['Người nộp hồ sơ', 'Người từ chối'],
  }
}

/** Văn bản xin lỗi và đề nghị gia hạn. @law thông tư 03/2025/TT-VPCP, form 04 */
export function apologyForm(source: FormSource, reason: string): Paper {
  const { due } = source.dossier.clock
  return {
    ...letter(source, 'tt03-2025/04', 'PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ'),
    size: 'A5',
    fields: [
      ...owner(source),
      { label: 'Lý do', value: reason || 'cần xác minh thêm' },
      { label: 'Hẹn lại', value: due === null ? '' : timeInWords(due) },
    ],
    paragraphs: [`${source.agency.unit} xin lỗi vì sự chậm trễ này.`],
    signatures: ['Thủ trưởng cơ quan'],
  }
}

/** Thông báo dừng giải quyết hồ sơ. @law thông tư 03/2025/TT-VPCP, form 05 */
export function stopForm(source: FormSource, reason: string): Paper {
  return {
    ...letter(source, 'tt03-2025/05', 'THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ'),
    size: 'A5',
    fields: [...owner(source), { label: 'Lý do', value: reason }],
    signatures: ['Thủ trưởng cơ quan'],
  }
}

/** Giấy khai sinh. @law thông tư 04/2020/TT-BTP, as amended by 04/2024/TT-BTP */
export function birthCertificate(source: FormSource): Paper {
  const { variables } = source.dossier
  const child = record(variables.child)
  const [mother, father] = [record(child.mother), record(child.father)]
  return {
    ...letter(source, 'tt04-2020/giay-khai-sinh', 'GIẤY KHAI SINH'),
    size: 'A4',
    number: `Số: ${text(variables.registerNumber)} · Quyển số: ${text(variables.registerBook)}`,
    fields: [
      { label: 'Họ, chữ đệm, tên', value: text(child.name) },
      { label: 'Ngày, tháng, năm sinh', value: dayInForms(text(child.birthDate)) },
      { label: 'Giới tính', value: text(child.sex) },
      { label: 'Dân tộc', value: text(child.ethnicity) },
      { label: 'Quốc tịch', value: text(child.nationality) },
      { label: 'Nơi sinh', value: text(child.birthPlace) },
      { label: 'Quê quán', value: text(child.hometown) },
      { label: 'Số định danh cá nhân', value: text(variables.personalId) },
      { label: 'Họ, chữ đệm, tên người mẹ', value: text(mother.name) },
      { label: 'Họ, chữ đệm, tên người cha', value: text(father.name) },
      { label: 'Họ, chữ đệm, tên người đi khai sinh', value: applicantOf(source.dossier).name },
    ].filter(({ value }) => value !== ''),
    qr: source.dossier.code ?? source.dossier.id,
    signatures: ['Người ký Giấy khai sinh'],
  }
}

/** Days are kept as `2025-08-20`; forms have `20/08/2025`. */
function dayInForms(day: string): string {
  return dayExists(day) ? inVietnamese(day) : day
}

function letter({ dossier, procedure, agency, at }: FormSource, form: string, title: string) {
  return {
    form,
    agency: agency.letterhead,
    title,
    subtitle: `${procedure.definition.name.vi} (${procedure.program.procedure})`,
    number: `Mã hồ sơ: ${dossier.code ?? '…'}`,
    dateline: dateline(agency.place, at),
    at,
  }
}

function owner({ dossier, procedure }: FormSource): RenderedField[] {
  const { name, identifier, address, phone, email } = applicantOf(dossier)
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['Chủ hồ sơ', name],
    ['Số định danh', identifier],
    ['Địa chỉ', address],
    ['Số điện thoại', phone],
    ['E-mail', email],
    ['Nội dung yêu cầu', procedure.definition.name.vi],
  ]
  return lines.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]))
}
