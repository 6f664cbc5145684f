import { defineCode } from '../../diagnostics/index.ts'
import { exampleFile, SMALLEST_FLOW } from '../example-file.ts'

const right = exampleFile(SMALLEST_FLOW)

export const YAML_SYNTAX = defineCode({
  code: 'YAML_SYNTAX',
  severity: 'error',
  what: { vi: 'không đọc được YAML: {problem}', en: 'expected YAML, found: {problem}' },
  cure: {
    vi: 'kiểm tra thụt lề, dấu hai chấm và dấu nháy ở dòng này',
    en: 'check the indentation, the colons and the quotes on this line',
  },
  example: { wrong: exampleFile('flow: { a: [ }'), right },
})

export const YAML_DUPLICATE_KEY = defineCode({
  code: 'YAML_DUPLICATE_KEY',
  severity: 'error',
  what: {
    vi: 'khóa "{key}" đã viết ở dòng {line}',
    en: 'expected each key once, found "{key}" again; it stands on line {line} already',
  },
  cure: { vi: 'xóa một trong hai, hoặc đổi tên', en: 'remove one of the two, or rename it' },
  example: { wrong: `${right}name: Lần nữa\n`, right },
})

export const YAML_TOO_LARGE = defineCode({
  code: 'YAML_TOO_LARGE',
  severity: 'error',
  what: { vi: 'tệp dài {size} ký tự, vượt quá {limit}', en: 'expected at most {limit} characters, found {size}' },
  cure: { vi: 'chia thủ tục thành nhiều tệp', en: 'split the procedure into several files' },
  example: { wrong: `# ${'x'.repeat(1_200_000)}\n${right}`, right },
})

export const YAML_TOO_DEEP = defineCode({
  code: 'YAML_TOO_DEEP',
  severity: 'error',
  what: { vi: 'lồng nhau quá {limit} tầng', en: 'expected at most {limit} levels of nesting, found more' },
  cure: { vi: 'bớt các tầng lồng nhau', en: 'nest less' },
  example: { wrong: exampleFile(`flow: ${'['.repeat(400)}${']'.repeat(400)}`), right },
})

export const YAML_ALIAS = defineCode({
  code: 'YAML_ALIAS',
  severity: 'error',
  what: { vi: 'không dùng neo & và bí danh * của YAML ở đây', en: 'expected no anchors (&) or aliases (*), found "{text}"' },
  cure: { vi: 'viết lại nội dung ở chỗ này, hoặc đặt trong dấu nháy', en: 'write the content out here, or put it in quotes' },
  example: { wrong: exampleFile('flow: &all { a: { endEvent: }, b: *all }'), right },
})

export const YAML_FORBIDDEN_KEY = defineCode({
  code: 'YAML_FORBIDDEN_KEY',
  severity: 'error',
  what: { vi: 'không được dùng khóa "{key}"', en: 'expected a name of your own, found the reserved key "{key}"' },
  cure: { vi: 'đặt tên khác', en: 'choose another name' },
  example: { wrong: exampleFile('flow: { __proto__: { startEvent: }, a: { endEvent: } }'), right },
})

export const YAML_ENCODING = defineCode({
  code: 'YAML_ENCODING',
  severity: 'error',
  what: { vi: 'có ký tự không phải văn bản UTF-8 ({found})', en: 'expected UTF-8 text, found the character {found}' },
  cure: {
    vi: 'lưu lại tệp bằng bảng mã UTF-8 (Notepad: Save as, Encoding: UTF-8)',
    en: 'save the file again as UTF-8 (Notepad: Save as, Encoding: UTF-8)',
  },
  example: { wrong: `${right}# \u0000\n`, right },
})

export const YAML_NOT_A_MAPPING = defineCode({
  code: 'YAML_NOT_A_MAPPING',
  severity: 'error',
  what: { vi: 'tệp phải gồm các dòng "khóa: giá trị", gặp {found}', en: 'expected a file of "key: value" lines, found {found}' },
  cure: { vi: 'bắt đầu bằng: procedure: "1.001193"', en: 'begin with: procedure: "1.001193"' },
  example: { wrong: '- one\n- two\n', right },
})

export const YAML_MANY_DOCUMENTS = defineCode({
  code: 'YAML_MANY_DOCUMENTS',
  severity: 'error',
  what: { vi: 'tệp có nhiều tài liệu, ngăn bằng ---', en: 'expected one document, found another after ---' },
  cure: { vi: 'để mỗi thủ tục trong một tệp', en: 'keep each procedure in a file of its own' },
  example: { wrong: `${right}---\n${right}`, right },
})

export const YAML_CODES = [
  YAML_SYNTAX,
  YAML_DUPLICATE_KEY,
  YAML_TOO_LARGE,
  YAML_TOO_DEEP,
  YAML_ALIAS,
  YAML_FORBIDDEN_KEY,
  YAML_ENCODING,
  YAML_NOT_A_MAPPING,
  YAML_MANY_DOCUMENTS,
]
