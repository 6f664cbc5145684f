import type { DataProblem } from '@motcua/engine'

/** A sentence in both languages. */
export interface Said {
  readonly vi: string
  readonly en: string
}

/** What a code expects, and what its finder does about it. `{names}` are filled in. */
interface DataCodeEntry {
  readonly expected: Said
  readonly cure: Said
}

/** Every way in which data about a dossier is wrong. `docs/errors.md` lists them; each is provoked by a test. */
export const DATA_CODES = {
  DATA_REQUIRED: {
    expected: { vi: 'có giá trị', en: 'a value' },
    cure: { vi: 'điền trường này', en: 'fill in the field' },
  },
  DATA_TYPE: {
    expected: { vi: '{type}', en: '{type}' },
    cure: { vi: 'gửi đúng kiểu dữ liệu', en: 'send a value of that type' },
  },
  DATA_CHOICE: {
    expected: { vi: 'một trong: {values}', en: 'one of {values}' },
    cure: { vi: 'chọn một giá trị trong danh sách', en: 'choose from the list' },
  },
  DATA_FORMAT: {
    expected: { vi: '{form}', en: '{form}' },
    cure: { vi: 'viết theo mẫu', en: 'write it in that form' },
  },
  DATA_RANGE: {
    expected: { vi: 'số {range}', en: 'a number {range}' },
    cure: { vi: 'sửa lại con số', en: 'correct the number' },
  },
  DATA_LENGTH: {
    expected: { vi: '{range} ký tự', en: '{range} characters' },
    cure: { vi: 'viết ngắn hơn hoặc đầy đủ hơn', en: 'write less, or more' },
  },
  DATA_COUNT: {
    expected: { vi: '{range} mục', en: '{range} entries' },
    cure: { vi: 'thêm hoặc bớt mục', en: 'add or remove entries' },
  },
  DATA_FIELD_UNKNOWN: {
    expected: { vi: 'chỉ các trường của biểu mẫu', en: 'only fields of the form' },
    cure: { vi: 'bỏ trường thừa, hoặc viết đúng tên', en: 'leave the field out, or correct its name' },
  },
  DATA_TOO_LARGE: {
    expected: { vi: 'dữ liệu trong giới hạn {limit}', en: 'data within {limit}' },
    cure: { vi: 'gửi tệp qua kho tài liệu, không để trong dữ liệu hồ sơ', en: 'send files through the document store' },
  },
  PERSONAL_IDENTIFIER_FORM: {
    expected: { vi: 'số định danh cá nhân gồm 12 chữ số', en: 'a personal identifier of 12 digits' },
    cure: { vi: 'xem số trên thẻ căn cước', en: 'read it from the identity card' },
  },
  PERSONAL_IDENTIFIER_OLD: {
    expected: {
      vi: 'số định danh cá nhân gồm 12 chữ số (số chứng minh nhân dân 9 số không còn giá trị)',
      en: 'a personal identifier of 12 digits (nine-digit identity card numbers are no longer valid)',
    },
    cure: { vi: 'dùng số định danh cá nhân 12 số', en: 'use the 12-digit personal identifier' },
  },
  PERSONAL_IDENTIFIER_PLACE: {
    expected: {
      vi: 'ba chữ số đầu là mã tỉnh 001–096 hoặc mã quốc gia',
      en: 'three leading digits of a province, 001–096, or of a country',
    },
    cure: { vi: 'kiểm tra ba chữ số đầu', en: 'check the first three digits' },
  },
  PERSONAL_IDENTIFIER_FUTURE: {
    expected: {
      vi: 'năm sinh trong số định danh không sau {year}',
      en: 'a year of birth in the identifier that is not after {year}',
    },
    cure: { vi: 'kiểm tra chữ số thứ tư (thế kỷ, giới tính) và hai chữ số năm sinh', en: 'check digits 4 to 6' },
  },
  PERSONAL_IDENTIFIER_SEX: {
    expected: {
      vi: 'số định danh phù hợp giới tính đã khai ({declared})',
      en: 'an identifier that fits the declared sex ({declared})',
    },
    cure: { vi: 'kiểm tra chữ số thứ tư: chẵn là nam, lẻ là nữ', en: 'check digit 4: even is male, odd is female' },
  },
  PERSONAL_IDENTIFIER_BIRTH_YEAR: {
    expected: {
      vi: 'số định danh phù hợp năm sinh đã khai ({declared})',
      en: 'an identifier that fits the declared year of birth ({declared})',
    },
    cure: { vi: 'kiểm tra chữ số thứ tư đến thứ sáu', en: 'check digits 4 to 6' },
  },
  ENTERPRISE_CODE_FORM: {
    expected: {
      vi: 'mã số doanh nghiệp gồm 10 chữ số, hoặc 13 chữ số cho đơn vị phụ thuộc',
      en: 'an enterprise code of 10 digits, or of 13 for a dependent unit',
    },
    cure: { vi: 'xem giấy chứng nhận đăng ký doanh nghiệp', en: 'read it from the registration certificate' },
  },
  ENTERPRISE_CODE_CHECK: {
    expected: { vi: 'chữ số kiểm tra (thứ mười) là {digit}', en: 'the check digit, the tenth, to be {digit}' },
    cure: { vi: 'kiểm tra lại từng chữ số', en: 'check each digit' },
  },
  HOUSEHOLD_CODE_FORM: {
    expected: {
      vi: 'số định danh 12 số của chủ hộ kinh doanh, hoặc mã số thuế 10 hay 13 số',
      en: "the owner's 12-digit personal identifier, or a tax code of 10 or 13 digits",
    },
    cure: { vi: 'xem giấy chứng nhận đăng ký hộ kinh doanh', en: 'read it from the registration certificate' },
  },
  AGENCY_CODE_FORM: {
    expected: { vi: 'mã định danh cơ quan như 000.00.06.H56 hoặc H56.06', en: 'an agency code as 000.00.06.H56 or H56.06' },
    cure: { vi: 'tra danh mục mã định danh cơ quan', en: "look it up in the agencies' list" },
  },
  DATE_FORM: {
    expected: { vi: 'ngày dạng 31/12/2025 hoặc 2025-12-31', en: 'a date as 31/12/2025 or 2025-12-31' },
    cure: { vi: 'viết ngày, tháng, năm bằng số', en: 'write day, month and year in digits' },
  },
  DATE_IMPOSSIBLE: {
    expected: { vi: 'một ngày có trong lịch', en: 'a date that the calendar has' },
    cure: { vi: 'kiểm tra ngày và tháng', en: 'check day and month' },
  },
  DATE_FUTURE: {
    expected: { vi: 'ngày không sau {today}', en: 'a date not after {today}' },
    cure: { vi: 'kiểm tra năm', en: 'check the year' },
  },
  DATE_TOO_OLD: {
    expected: { vi: 'ngày không trước {earliest}', en: 'a date not before {earliest}' },
    cure: { vi: 'kiểm tra năm', en: 'check the year' },
  },
  FEE_NEGATIVE: {
    expected: { vi: 'số tiền không âm', en: 'an amount that is not negative' },
    cure: { vi: 'ghi số tiền phải nộp; miễn thì ghi 0', en: 'write what must be paid; 0 where it is waived' },
  },
  FEE_FRACTION: {
    expected: { vi: 'số tiền tròn đồng', en: 'an amount in whole đồng' },
    cure: { vi: 'ghi số nguyên, đơn vị đồng', en: 'write a whole number of đồng' },
  },
  TEXT_MOJIBAKE: {
    expected: { vi: 'chữ Việt Unicode', en: 'Vietnamese text in Unicode' },
    cure: {
      vi: 'mở lại tệp với bảng mã UTF-8; chữ này đã bị đọc sai bảng mã',
      en: 'read the source as UTF-8: this text was read in another encoding',
    },
  },
  TEXT_TCVN3: {
    expected: { vi: 'chữ Việt Unicode, không phải TCVN3 (ABC)', en: 'Vietnamese text in Unicode, not in TCVN3 (ABC)' },
    cure: { vi: 'chuyển mã TCVN3 sang Unicode rồi gửi lại', en: 'convert it from TCVN3 to Unicode' },
  },
  TEXT_VNI: {
    expected: { vi: 'chữ Việt Unicode, không phải VNI', en: 'Vietnamese text in Unicode, not in VNI' },
    cure: { vi: 'chuyển mã VNI sang Unicode rồi gửi lại', en: 'convert it from VNI to Unicode' },
  },
  TEXT_LOST: {
    expected: { vi: 'chữ còn nguyên vẹn', en: 'text without lost letters' },
    cure: { vi: 'gõ lại: có chữ đã mất và thành "?" hoặc "�"', en: 'type it again: letters became "?" or "�"' },
  },
  TEXT_CONTROL: {
    expected: { vi: 'chữ không có ký tự điều khiển', en: 'text without control characters' },
    cure: { vi: 'gõ lại đoạn này', en: 'type it again' },
  },
  COMPONENT_UNKNOWN: {
    expected: { vi: 'thành phần hồ sơ của thủ tục này: {known}', en: 'a component of this procedure: {known}' },
    cure: { vi: 'chỉ nộp giấy tờ mà thủ tục quy định', en: 'hand in only what the procedure lists' },
  },
  COMPONENT_TWICE: {
    expected: { vi: 'mỗi thành phần một lần', en: 'each component once' },
    cure: { vi: 'gộp số lượng vào một dòng', en: 'put the quantities into one entry' },
  },
  AUTHORISATION_MISSING: {
    expected: {
      vi: 'văn bản ủy quyền của chủ hồ sơ cho người nộp thay',
      en: "the applicant's power of attorney for whoever hands in for them",
    },
    cure: { vi: 'bổ sung văn bản ủy quyền', en: 'add the power of attorney' },
  },
  AUTHORISATION_EXPIRED: {
    expected: { vi: 'văn bản ủy quyền còn hiệu lực vào {today}', en: 'a power of attorney that is valid on {today}' },
    cure: { vi: 'lập văn bản ủy quyền mới', en: 'have a new one made' },
  },
  SCAN_MISSING: {
    expected: { vi: 'tệp trong kho tài liệu', en: 'a file in the document store' },
    cure: { vi: 'tải tệp lên trước', en: 'put the file first' },
  },
  SCAN_EMPTY: {
    expected: { vi: 'tệp có nội dung', en: 'a file with something in it' },
    cure: { vi: 'quét lại', en: 'scan it again' },
  },
  SCAN_TOO_LARGE: {
    expected: { vi: 'tệp không quá {most}', en: 'a file of at most {most}' },
    cure: { vi: 'quét với độ phân giải thấp hơn, hoặc chia tệp', en: 'scan at a lower resolution, or split the file' },
  },
  SCAN_TYPE_FORBIDDEN: {
    expected: { vi: 'tệp loại {types}', en: 'a file of one of {types}' },
    cure: { vi: 'quét thành PDF hoặc ảnh', en: 'scan to PDF or a picture' },
  },
  SCAN_TYPE_LIES: {
    expected: { vi: 'nội dung đúng loại đã khai {declared}', en: 'what it says it is, {declared}' },
    cure: { vi: 'khai đúng loại tệp, hoặc quét lại', en: 'name its real type, or scan it again' },
  },
  SCAN_INCOMPLETE: {
    expected: { vi: 'tệp nguyên vẹn đến cuối', en: 'a file that goes to its end' },
    cure: { vi: 'quét hoặc tải lên lại: tệp bị cắt cụt', en: 'scan or upload it again: it broke off' },
  },
} as const satisfies Readonly<Record<string, DataCodeEntry>>

export type DataCode = keyof typeof DATA_CODES

/** A finding about one value, not yet tied to a field. */
export interface Fault {
  readonly code: DataCode
  /** What the code's sentence leaves open; a text, or a text in each language. */
  readonly fill?: Readonly<Record<string, string | Said>>
}

/** Values longer than this are shown by their beginning. */
const MOST_SHOWN = 60

/** A fault at a field, as a sentence in each language. */
export function problemOf(
  fault: Fault,
  path: string,
  label: { readonly vi: string; readonly en?: string },
  found: unknown,
): DataProblem {
  const { expected } = DATA_CODES[fault.code]
  const inEnglish = label.en ?? label.vi
  return {
    code: fault.code,
    path,
    label,
    text: {
      vi: `"${label.vi}": cần ${filled(expected.vi, fault, 'vi')}, nhận được ${shown(found, 'bỏ trống')}`,
      en: `"${inEnglish}": expected ${filled(expected.en, fault, 'en')}, found ${shown(found, 'nothing')}`,
    },
  }
}

function filled(sentence: string, { fill = {} }: Fault, language: 'vi' | 'en'): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = fill[name]
    return value === undefined ? whole : typeof value === 'string' ? value : value[language]
  })
}

function shown(found: unknown, nothing: string): string {
  if (found === undefined || found === null || found === '') return nothing
  const text = typeof found === 'string' ? `"${found}"` : (JSON.stringify(found) ?? typeof found)
  // A refused text is quoted back: what would disturb a terminal or a page is not.
  const printable = text.replace(/[\p{Cc}\p{Cs}\u200b-\u200f\u202a-\u202e\u2066-\u2069]/gu, '\u00b7')
  const letters = Array.from(printable)
  return letters.length > MOST_SHOWN ? `${letters.slice(0, MOST_SHOWN).join('')}…` : printable
}
