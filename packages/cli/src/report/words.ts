import { formatInstant, type Language } from '@motcua/engine'
import type { Aim, COLUMNS_06A, GroupReport, MeasureResult } from '@motcua/procedures'

const WORDS = {
  title: { vi: 'Báo cáo giải quyết thủ tục hành chính', en: 'Report on administrative procedures' },
  asOf: { vi: 'số liệu đến', en: 'as of' },
  dossiers: { vi: 'hồ sơ', en: 'dossiers' },
  form: {
    vi: 'Biểu II.06a/VPCP/KSTT (Thông tư 01/2020/TT-VPCP), đơn vị: hồ sơ',
    en: 'Form II.06a/VPCP/KSTT (Circular 01/2020/TT-VPCP), in dossiers',
  },
  measures: { vi: 'Chỉ tiêu', en: 'Measures and targets' },
  index: {
    vi: 'Bộ chỉ số phục vụ người dân, doanh nghiệp (Quyết định 766/QĐ-TTg)',
    en: 'Service-quality index (Decision 766/QĐ-TTg)',
  },
  measure: { vi: 'Chỉ tiêu', en: 'Measure' },
  value: { vi: 'Kết quả', en: 'Figure' },
  part: { vi: 'Đạt', en: 'Part' },
  whole: { vi: 'Trên', en: 'Of' },
  target: { vi: 'Mục tiêu', en: 'Target' },
  met: { vi: 'Đánh giá', en: 'Met' },
  source: { vi: 'Nguồn của mục tiêu', en: "The target's source" },
  unit: { vi: 'Đơn vị đếm', en: 'Counted in' },
  group: { vi: 'Nhóm', en: 'Group' },
  noData: { vi: 'không có dữ liệu', en: 'no data' },
  yes: { vi: 'đạt', en: 'met' },
  no: { vi: 'chưa đạt', en: 'not met' },
  noTarget: { vi: 'chưa có mục tiêu', en: 'no target' },
  points: { vi: 'Điểm', en: 'Points' },
  most: { vi: 'Tối đa', en: 'At most' },
  outOf: { vi: 'trên số điểm có dữ liệu', en: 'out of the points that there is data for' },
  unverified: { vi: 'công thức chưa được xác minh', en: 'formula not verified' },
  minutes: { vi: 'phút', en: 'min' },
  number: { vi: 'Số', en: 'Number' },
  dossier: { vi: 'Hồ sơ', en: 'Dossier' },
  code: { vi: 'Mã hồ sơ', en: 'Code' },
  agency: { vi: 'Cơ quan', en: 'Agency' },
  procedure: { vi: 'Thủ tục', en: 'Procedure' },
  received: { vi: 'Tiếp nhận', en: 'Received' },
  ended: { vi: 'Giải quyết xong', en: 'Settled' },
  timeliness: { vi: 'Tình trạng', en: 'Standing to its date' },
  late: { vi: 'Quá hạn', en: 'Late' },
  inGoodTime: { vi: 'Đúng hạn, trước hạn', en: 'On time or early' },
  months: { vi: 'Tiếp nhận và giải quyết theo tháng', en: 'Received and settled by month' },
  contents: { vi: 'Mục lục', en: 'Contents' },
  behind: { vi: 'Hồ sơ của từng số liệu', en: 'The dossiers behind each number' },
} as const
export type Word = keyof typeof WORDS

export function word(name: Word, language: Language): string {
  return WORDS[name][language]
}

const BY: Readonly<Record<GroupReport['by'], Readonly<Record<Language, string>>>> = {
  all: { vi: 'Toàn bộ', en: 'All' },
  agency: { vi: 'Cơ quan', en: 'Agency' },
  level: { vi: 'Cấp', en: 'Level' },
  field: { vi: 'Lĩnh vực', en: 'Field' },
}

/** `Lĩnh vực: Hộ tịch`. */
export function groupTitle({ by, name }: Pick<GroupReport, 'by' | 'name'>, language: Language): string {
  return by === 'all' ? BY.all[language] : `${BY[by][language]}: ${name[language]}`
}

/** A heading of form II.06a: the form's own word in Vietnamese; in English the meaning, with that word beside it. */
export function columnHeading(column: (typeof COLUMNS_06A)[number], part: 'group' | 'name', language: Language): string {
  return language === 'vi' ? column[part] : `${column.en[part]} (${column[part]})`
}

/** `(4) Nhận giải quyết: Trong kỳ: trực tuyến`, where a column has one line. */
export function columnTitle(column: (typeof COLUMNS_06A)[number], language: Language): string {
  const [group, name] = (['group', 'name'] as const).map((part) => columnHeading(column, part, language))
  return `(${column.column}) ${group}: ${name}`
}

/** `97,5 %` in Vietnamese, `97.5 %` in English; what is not known is said so, and is not 0. */
export function figure(value: number | null, unit: MeasureResult['unit'], language: Language): string {
  if (value === null) return word('noData', language)
  const number = decimal(value, language)
  return unit === 'percent' ? `${number} %` : `${number} ${word('minutes', language)}`
}

/** `31/12/2025` or `20/10/2025 14:05` in Vietnamese, ISO in English; a day that is over needs no hour. Local time of Vietnam. */
export function momentText(instant: number, language: Language): string {
  const [date = '', time = ''] = formatInstant(instant).split('T')
  const day = language === 'vi' ? date.split('-').reverse().join('/') : date
  return time.startsWith('23:59:59') ? day : `${day} ${time.slice(0, 5)}`
}

/** Two places, cut off and not rounded up: 99.999 % is not 100 %. */
export function decimal(value: number, language: Language): string {
  const cut = Math.floor(value * 100 + 1e-9) / 100
  return new Intl.NumberFormat(language === 'vi' ? 'vi-VN' : 'en-US', { maximumFractionDigits: 2 }).format(cut)
}

export function aimText(aim: Aim, unit: MeasureResult['unit'], language: Language): string {
  if ('atLeast' in aim) return `≥ ${figure(aim.atLeast, unit, language)}`
  return 'moreThan' in aim ? `> ${figure(aim.moreThan, unit, language)}` : `≤ ${figure(aim.atMost, unit, language)}`
}

export function metText(isMet: boolean | null, language: Language): string {
  return isMet === null ? '–' : word(isMet ? 'yes' : 'no', language)
}

const TIMELINESS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  early: { vi: 'trước hạn', en: 'early' },
  onTime: { vi: 'đúng hạn', en: 'on time' },
  late: { vi: 'quá hạn', en: 'late' },
  inTime: { vi: 'đang giải quyết trong hạn', en: 'open, in time' },
  overdue: { vi: 'đang giải quyết quá hạn', en: 'open, overdue' },
}

export function timelinessText(timeliness: string | null, language: Language): string {
  return timeliness === null ? '–' : (TIMELINESS[timeliness]?.[language] ?? timeliness)
}
