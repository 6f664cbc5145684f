import { defineCode, type Code } from '../diagnostics/index.ts'
import { DECISION_CODES } from '../decision/index.ts'
import { FEEL_FUNCTION_UNKNOWN, FEEL_NAME_UNKNOWN, FEEL_SYNTAX } from '../expression/index.ts'

export const PROCESS_UNKNOWN = defineCode({
  code: 'PROCESS_UNKNOWN',
  severity: 'error',
  what: { vi: 'tệp không có quy trình "{process}"', en: 'expected the id of a process in this file, found "{process}"' },
  cure: { vi: 'dùng một trong: {known}', en: 'use one of: {known}' },
})

export const CALLED_ELEMENT_UNKNOWN = defineCode({
  code: 'CALLED_ELEMENT_UNKNOWN',
  severity: 'error',
  what: {
    vi: '"{id}" gọi một quy trình không có trong các tệp đã đọc',
    en: 'expected "{id}" to call a process of the files that were read, found none',
  },
  cure: { vi: 'ghi id của một quy trình hoặc tác vụ dùng chung', en: 'name the id of a process or of a global task' },
})

export const CALLS_TOO_DEEP = defineCode({
  code: 'CALLS_TOO_DEEP',
  severity: 'error',
  what: {
    vi: 'các quy trình gọi nhau quá sâu: hơn {most} tầng, ở "{id}"',
    en: 'expected processes to call one another at most {most} levels deep, found more at "{id}"',
  },
  cure: { vi: 'gộp các quy trình lại', en: 'put processes together' },
})

export const DECISION_UNKNOWN = defineCode({
  code: 'DECISION_UNKNOWN',
  severity: 'warning',
  what: {
    vi: '"{id}" cần quyết định "{decision}", không có trong các tệp đã đọc',
    en: 'expected a decision "{decision}" for "{id}" among the files that were read, found none: deciding it is an incident',
  },
  cure: {
    vi: 'nhập tệp DMN, hoặc ghi tệp ấy cùng lúc trong lệnh',
    en: 'import its DMN file, name the file beside this one, or mend the name',
  },
})

export const ELEMENT_INCOMPLETE = defineCode({
  code: 'ELEMENT_INCOMPLETE',
  severity: 'error',
  what: {
    vi: '"{element}" thiếu {vi}, nên quy trình không chạy được',
    en: 'expected {en} in "{element}", found none: it cannot run',
  },
  cure: { vi: 'ghi thêm {vi}', en: 'add it' },
})

export const EXPRESSION_LANGUAGE = defineCode({
  code: 'EXPRESSION_LANGUAGE',
  severity: 'error',
  what: { vi: 'không chạy được ngôn ngữ "{language}" trong "{text}"', en: 'expected FEEL, found "{language}" in "{text}"' },
  cure: {
    vi: 'viết bằng FEEL, hoặc đăng ký bộ tính cho ngôn ngữ này',
    en: 'write it in FEEL, or register an evaluator of this language',
  },
})

/** Everything that compiling may report. */
export const COMPILE_CODES: readonly Code[] = [
  PROCESS_UNKNOWN,
  CALLED_ELEMENT_UNKNOWN,
  CALLS_TOO_DEEP,
  DECISION_UNKNOWN,
  ELEMENT_INCOMPLETE,
  EXPRESSION_LANGUAGE,
  FEEL_SYNTAX,
  FEEL_NAME_UNKNOWN,
  FEEL_FUNCTION_UNKNOWN,
  ...DECISION_CODES,
]
