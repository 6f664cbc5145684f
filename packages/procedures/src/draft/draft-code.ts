import { defineCode, type Code } from '@motcua/engine'

const code = (name: string, severity: Code['severity'], what: Code['what'], cure: Code['cure']): Code =>
  defineCode({ code: name, severity, what, cure })

/** What a draft says of a record of the national database. Nothing of it is guessed: what a finding is about stays open in the file. */
export const DRAFT_CODES = {
  DRAFT_NOT_A_RECORD: code(
    'DRAFT_NOT_A_RECORD',
    'error',
    { vi: 'không phải bản ghi thủ tục hành chính: {found}', en: 'expected a record of a procedure, found {found}' },
    { vi: 'đưa vào tệp JSON có code, name, channels, …', en: 'give a JSON object with code, name, channels, …' },
  ),
  DRAFT_CODE_INVALID: code(
    'DRAFT_CODE_INVALID',
    'error',
    { vi: 'mã thủ tục không đọc được: {found}', en: 'expected a code as 1.001193, found {found}' },
    { vi: 'tra mã thủ tục rồi điền vào', en: 'look the code up and fill it in' },
  ),
  DRAFT_NAME_MISSING: code(
    'DRAFT_NAME_MISSING',
    'error',
    { vi: 'không có tên thủ tục', en: 'expected the name of the procedure, found {found}' },
    { vi: 'điền tên thủ tục', en: 'fill the name in' },
  ),
  DRAFT_FIELD_TYPE: code(
    'DRAFT_FIELD_TYPE',
    'warning',
    { vi: '"{field}" phải là {expectedVi}, gặp {found}', en: 'expected {expected} in "{field}", found {found}' },
    { vi: 'xem lại bản ghi gốc', en: 'look at the record' },
  ),
  DRAFT_AGENCY_MISSING: code(
    'DRAFT_AGENCY_MISSING',
    'warning',
    { vi: 'không nói cơ quan nào giải quyết', en: 'expected the agency that resolves, found {found}' },
    { vi: 'điền cơ quan có thẩm quyền', en: 'fill the competent agency in' },
  ),
  DRAFT_LEVEL_UNCLEAR: code(
    'DRAFT_LEVEL_UNCLEAR',
    'warning',
    { vi: 'không rõ cấp nào giải quyết: {found}', en: 'expected one level of government that exists, found {found}' },
    {
      vi: 'điền level; mỗi cấp có trình tự khác thì làm mỗi cấp một tệp',
      en: 'fill `level` in; where the levels differ, make a file of each',
    },
  ),
  DRAFT_STATE: code(
    'DRAFT_STATE',
    'warning',
    { vi: 'trạng thái của bản ghi: {found}', en: 'expected a record in force, found state {found}' },
    { vi: 'xem thủ tục còn hiệu lực không', en: 'look up whether the procedure is still in force' },
  ),
  DRAFT_TOO_MUCH: code(
    'DRAFT_TOO_MUCH',
    'warning',
    { vi: 'nhiều hơn mức một tệp chứa: {found}', en: 'expected what one file can hold, found more: {found}' },
    { vi: 'tách thành nhiều thủ tục', en: 'make several procedures of it' },
  ),
  DRAFT_TEXT_CUT: code(
    'DRAFT_TEXT_CUT',
    'warning',
    { vi: 'tên quá dài nên bị cắt: {found} ký tự', en: 'expected a name, found a text that was cut: {found} characters' },
    { vi: 'đặt tên ngắn', en: 'give it a short name' },
  ),
  DRAFT_TIME_MISSING: code(
    'DRAFT_TIME_MISSING',
    'warning',
    { vi: 'không có thời hạn giải quyết', en: 'expected a time limit, found none' },
    { vi: 'tra thời hạn trong văn bản', en: 'look the limit up in the legal text' },
  ),
  DRAFT_TIME_CONFLICT: code(
    'DRAFT_TIME_CONFLICT',
    'warning',
    { vi: 'các thời hạn khác nhau: {found}', en: 'expected one time limit, found {found}' },
    { vi: 'chọn thời hạn theo văn bản; tất cả nằm trong times', en: 'choose by the legal text; all of them stand under `times`' },
  ),
  DRAFT_TIME_UNREADABLE: code(
    'DRAFT_TIME_UNREADABLE',
    'warning',
    { vi: 'thời hạn chỉ có bằng lời hoặc bằng đơn vị lạ: {found}', en: 'expected an amount and a unit, found {found}' },
    { vi: 'đọc ghi chú của bản ghi', en: 'read the note of the record' },
  ),
  DRAFT_TIME_FRACTION: code(
    'DRAFT_TIME_FRACTION',
    'warning',
    { vi: 'thời hạn lẻ {found}', en: 'expected whole days, found {found}' },
    { vi: 'xem nửa ngày được tính thế nào', en: 'look up how a part of a day is counted' },
  ),
  DRAFT_COMPONENT_IS_NOTE: code(
    'DRAFT_COMPONENT_IS_NOTE',
    'warning',
    { vi: 'đây là ghi chú, không phải giấy tờ: {found}', en: 'expected a paper, found a note: {found}' },
    { vi: 'bỏ, hoặc chuyển thành điều kiện', en: 'leave it out, or make it a condition' },
  ),
  DRAFT_COMPONENT_IS_HEADING: code(
    'DRAFT_COMPONENT_IS_HEADING',
    'warning',
    {
      vi: 'đây là đề mục, bản ghi không nói giấy tờ nào thuộc về nó: {found}',
      en: 'expected a paper, found a heading of which the record does not say what belongs to it: {found}',
    },
    { vi: 'ghi when của từng giấy tờ thuộc đề mục', en: 'say in `when` of each paper that it belongs to' },
  ),
  DRAFT_COMPONENT_DOUBTFUL: code(
    'DRAFT_COMPONENT_DOUBTFUL',
    'warning',
    {
      vi: 'có số bản nhưng đọc như ghi chú: {found}',
      en: 'expected a paper or a note, found a row that counts as one and reads as the other: {found}',
    },
    { vi: 'giữ nếu là giấy tờ, bỏ nếu là ghi chú', en: 'keep it if it is a paper, leave it out if it is a note' },
  ),
  DRAFT_COMPONENT_CONFLICT: code(
    'DRAFT_COMPONENT_CONFLICT',
    'warning',
    {
      vi: 'một giấy tờ được ghi hai cách: {found}',
      en: 'expected one paper under one code in one number, found {found}',
    },
    { vi: 'tra thành phần hồ sơ trong văn bản', en: 'look the component up in the legal text' },
  ),
  DRAFT_COMPONENT_NO_COPIES: code(
    'DRAFT_COMPONENT_NO_COPIES',
    'warning',
    { vi: 'không có bản chính lẫn bản sao: {found}', en: 'expected originals or copies, found none: {found}' },
    { vi: 'tra số bản; giấy tờ chỉ xuất trình thì ghi rõ', en: 'look up how many; say so where it is only presented' },
  ),
  DRAFT_COMPONENT_STALE: code(
    'DRAFT_COMPONENT_STALE',
    'warning',
    { vi: 'giấy tờ đã bãi bỏ: {found}', en: 'expected a paper that still exists, found {found}' },
    { vi: 'thay bằng dữ liệu trong cơ sở dữ liệu quốc gia', en: 'use the data of the national database instead' },
  ),
  DRAFT_COMPONENT_UNNAMED: code(
    'DRAFT_COMPONENT_UNNAMED',
    'warning',
    { vi: 'thành phần hồ sơ không có tên', en: 'expected the name of a component, found {found}' },
    { vi: 'xem lại bản ghi gốc', en: 'look at the record' },
  ),
  DRAFT_COMPONENT_CODE: code(
    'DRAFT_COMPONENT_CODE',
    'warning',
    { vi: 'mã giấy tờ không dùng được: {found}', en: 'expected the code of a paper, found {found}' },
    { vi: 'tra mã giấy tờ', en: 'look the code up' },
  ),
  DRAFT_COMPONENTS_MISSING: code(
    'DRAFT_COMPONENTS_MISSING',
    'warning',
    { vi: 'không có thành phần hồ sơ nào', en: 'expected components of the dossier, found none' },
    { vi: 'tra thành phần hồ sơ', en: 'look the components up' },
  ),
  DRAFT_COMPONENTS_BY_CASE: code(
    'DRAFT_COMPONENTS_BY_CASE',
    'warning',
    { vi: 'giấy tờ xếp theo trường hợp: {found}', en: 'expected one list of components, found lists by case: {found}' },
    { vi: 'ghi giấy tờ nào bắt buộc trong trường hợp nào', en: 'say which component each case requires' },
  ),
  DRAFT_FEE_STRAY: code(
    'DRAFT_FEE_STRAY',
    'warning',
    { vi: 'mức thu {found} không đáng tin', en: 'expected an amount in đồng, found {found}' },
    {
      vi: 'có lẽ thiếu số không, hoặc là tiền khác; tra biểu phí',
      en: 'zeros may be missing, or it is another currency: look the tariff up',
    },
  ),
  DRAFT_FEE_CONFLICT: code(
    'DRAFT_FEE_CONFLICT',
    'warning',
    { vi: 'số tiền và lời ghi khác nhau: {found}', en: 'expected the amount and its text to agree, found {found}' },
    { vi: 'tra biểu phí', en: 'look the tariff up' },
  ),
  DRAFT_FEE_UNREADABLE: code(
    'DRAFT_FEE_UNREADABLE',
    'warning',
    { vi: 'mức thu không đọc được: {found}', en: 'expected an amount or who sets it, found {found}' },
    { vi: 'tra biểu phí', en: 'look the tariff up' },
  ),
  DRAFT_BASIS_MISSING: code(
    'DRAFT_BASIS_MISSING',
    'warning',
    { vi: 'không có căn cứ pháp lý', en: 'expected a legal basis, found none' },
    { vi: 'tra căn cứ pháp lý', en: 'look the legal basis up' },
  ),
  DRAFT_RESULT_MISSING: code(
    'DRAFT_RESULT_MISSING',
    'warning',
    { vi: 'không có kết quả', en: 'expected a result, found none' },
    { vi: 'điền tên kết quả', en: 'fill the result in' },
  ),
  DRAFT_CHANNEL_UNKNOWN: code(
    'DRAFT_CHANNEL_UNKNOWN',
    'warning',
    { vi: 'cách thức không rõ: {found}', en: 'expected ONLINE, POSTAL or DIRECT, found {found}' },
    { vi: 'xem lại bản ghi gốc', en: 'look at the record' },
  ),
} as const satisfies Readonly<Record<string, Code>>

export type DraftCode = keyof typeof DRAFT_CODES
