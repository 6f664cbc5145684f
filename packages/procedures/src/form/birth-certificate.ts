import type { Paper } from '@motcua/engine/ports'
import { dayExists, inVietnamese } from '../data/day.ts'
import { applicantOf, record, text } from '../dossier-data.ts'
import type { FormSource } from './letter.ts'
import { dateline } from './vietnamese-words.ts'

/** Giấy khai sinh. @law thông tư 04/2020/TT-BTP, as amended by 04/2024/TT-BTP */
export function birthCertificate(source: FormSource): Paper {
  const { variables } = source.dossier
  const child = record(variables.child)
  const [mother, father] = [record(child.mother), record(child.father)]
  return {
    form: 'tt04-2020/giay-khai-sinh',
    size: 'A4',
    agency: source.agency.letterhead,
    title: 'GIẤY KHAI SINH',
    dateline: dateline(source.agency.place, source.at),
    at: source.at,
    number: `Số: ${text(variables.registerNumber)} · Quyển số: ${text(variables.registerBook)}`,
    fields: [
      { label: 'Họ, chữ đệm, tên', value: text(child.name) },
      { label: 'Ngày, tháng, năm sinh', value: dayInForms(text(child.birthDate)) },
      { label: 'Giới tính', value: SEXES[text(child.sex)] ?? text(child.sex) },
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
    signatures: [{ caption: 'NGƯỜI KÝ GIẤY KHAI SINH', note: '(Ký, ghi rõ họ tên, chức vụ và đóng dấu)' }],
  }
}

/** Days are kept as `2025-08-20`; forms have `20/08/2025`. */
function dayInForms(day: string): string {
  return dayExists(day) ? inVietnamese(day) : day
}

const SEXES: Readonly<Record<string, string>> = { male: 'Nam', female: 'Nữ', nam: 'Nam', nữ: 'Nữ' }
