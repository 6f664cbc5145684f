import type { ErrorCode, YAMLParseError } from 'yaml'

/** What the YAML library finds wrong, in Vietnamese; its own words are English. */
export function syntaxInVietnamese({ code, message }: Pick<YAMLParseError, 'code' | 'message'>): string {
  // A bracket that is never closed is told as wrong indentation, where the next line begins.
  const bracket = /\bend with a ([\]}])/.exec(message)?.[1]
  return bracket === undefined ? WORDS[code] : `thiếu dấu đóng ngoặc ${bracket}`
}

const WORDS: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'bí danh * không được có neo hay thẻ',
  BAD_ALIAS: 'bí danh * không đúng',
  BAD_COLLECTION_TYPE: 'thẻ không hợp với nội dung',
  BAD_DIRECTIVE: 'chỉ thị % không đúng',
  BAD_DQ_ESCAPE: 'ký tự sau dấu \\ trong dấu nháy kép không đúng',
  BAD_INDENT: 'thụt lề không đúng',
  BAD_PROP_ORDER: 'neo hay thẻ đứng sai chỗ',
  BAD_SCALAR_START: 'giá trị không được bắt đầu bằng ký tự này; đặt nó trong dấu nháy',
  BLOCK_AS_IMPLICIT_KEY: 'một dòng có hai lần "khóa: giá trị"; xuống dòng, hoặc đặt trong { } hay dấu nháy',
  BLOCK_IN_FLOW: 'trong { } hoặc [ ] không được xuống dòng kiểu khối',
  DUPLICATE_KEY: 'khóa viết hai lần',
  IMPOSSIBLE: 'không hiểu được chỗ này',
  KEY_OVER_1024_CHARS: 'khóa dài quá 1024 ký tự',
  MISSING_CHAR: 'thiếu một ký tự, như dấu đóng ngoặc, dấu phẩy, dấu hai chấm hay dấu nháy',
  MULTILINE_IMPLICIT_KEY: 'khóa phải nằm trên một dòng; có thể thiếu dấu hai chấm ở dòng trước',
  MULTIPLE_ANCHORS: 'nhiều neo & trên một giá trị',
  MULTIPLE_DOCS: 'tệp có nhiều tài liệu cách nhau bằng ---',
  MULTIPLE_TAGS: 'nhiều thẻ ! trên một giá trị',
  NON_STRING_KEY: 'khóa phải là chữ',
  RESOURCE_EXHAUSTION: 'tệp quá lớn',
  TAB_AS_INDENT: 'không được thụt lề bằng phím Tab, dùng dấu cách',
  TAG_RESOLVE_FAILED: 'thẻ ! không dùng được',
  UNEXPECTED_TOKEN: 'có ký tự thừa ở đây',
}
