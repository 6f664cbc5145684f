import { defineCode, type Code } from '../diagnostics/index.ts'

const RIGHT =
  '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><process id="p"><task id="a"/></process></definitions>\n'

export const XML_SYNTAX = defineCode({
  code: 'XML_SYNTAX',
  severity: 'error',
  what: { vi: 'tệp XML sai: {problem}', en: 'expected well-formed XML, found a mistake: {problem}' },
  cure: {
    vi: 'sửa chỗ này, hoặc lưu lại tệp từ công cụ vẽ',
    en: 'mend this place, or save the file again from the tool that drew it',
  },
  example: { wrong: '<a><b></a>\n', right: RIGHT },
})

export const XML_DOCTYPE = defineCode({
  code: 'XML_DOCTYPE',
  severity: 'error',
  what: { vi: 'tệp có khai báo DOCTYPE', en: 'expected XML without a DOCTYPE, found one' },
  cure: { vi: 'xóa dòng <!DOCTYPE …>', en: 'delete the <!DOCTYPE …> declaration' },
  example: { wrong: '<!DOCTYPE a>\n<a/>\n', right: RIGHT },
})

export const XML_TOO_LARGE = defineCode({
  code: 'XML_TOO_LARGE',
  severity: 'error',
  what: { vi: 'tệp quá lớn: {found}', en: 'expected at most {most}, found {found}' },
  cure: { vi: 'chia thành nhiều tệp nhỏ hơn', en: 'divide it into smaller files' },
  example: { wrong: `<a>${'<b/>'.repeat(300_001)}</a>`, right: RIGHT },
})

export const XML_TOO_DEEP = defineCode({
  code: 'XML_TOO_DEEP',
  severity: 'error',
  what: { vi: 'các phần tử lồng nhau quá sâu: hơn {most} tầng', en: 'expected at most {most} levels of elements, found more' },
  cure: { vi: 'bớt lồng các phần tử', en: 'nest fewer elements' },
  example: { wrong: `${'<a>'.repeat(201)}${'</a>'.repeat(201)}`, right: RIGHT },
})

const importing = (attributes: string) =>
  `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><import ${attributes}/><process id="p"><task id="a"/></process></definitions>\n`
const BPMN = 'importType="http://www.omg.org/spec/BPMN/20100524/MODEL"'
const OTHER = {
  'other.bpmn':
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="other"><process id="q"><task id="b"/></process></definitions>\n',
}
const RIGHT_IMPORT = importing(`${BPMN} location="other.bpmn" namespace="other"`)

export const IMPORT_NOT_FOUND = defineCode({
  code: 'IMPORT_NOT_FOUND',
  severity: 'warning',
  what: { vi: 'không tìm thấy tệp được nhập "{location}"', en: 'expected the imported file "{location}", found none' },
  cure: {
    vi: 'đặt tệp ở đó, hoặc ghi tệp ấy cùng lúc trong lệnh; trong chương trình thì đưa hàm tìm tệp (imports)',
    en: 'put the file there, or name it beside this one; a program passes a resolver as `imports`',
  },
  example: { wrong: importing(`${BPMN} location="none.bpmn" namespace="other"`), right: RIGHT_IMPORT, fragments: OTHER },
})

export const IMPORT_REFUSED = defineCode({
  code: 'IMPORT_REFUSED',
  severity: 'warning',
  what: {
    vi: 'không đọc tệp được nhập "{location}": {vi}',
    en: 'expected an import that may be read, found "{location}": {en}',
  },
  cure: { vi: 'đặt tệp bên cạnh tệp này, hoặc ghi tệp ấy cùng lúc trong lệnh', en: 'put the file beside this one, or name both' },
  example: {
    wrong: importing(`${BPMN} location="https://example.org/other.bpmn" namespace="far"`),
    right: RIGHT_IMPORT,
    fragments: OTHER,
  },
})

export const IMPORT_NAMESPACE = defineCode({
  code: 'IMPORT_NAMESPACE',
  severity: 'warning',
  what: {
    vi: '"{location}" có không gian tên "{found}", không phải "{expected}"',
    en: 'expected the namespace "{expected}" of "{location}", found "{found}"',
  },
  cure: { vi: 'sửa namespace của phần nhập', en: 'write the namespace that the file itself has' },
  example: { wrong: importing(`${BPMN} location="other.bpmn" namespace="else"`), right: RIGHT_IMPORT, fragments: OTHER },
})

export const IMPORT_UNREAD = defineCode({
  code: 'IMPORT_UNREAD',
  severity: 'warning',
  what: {
    vi: 'không đọc "{location}": loại "{found}" không phải BPMN hay DMN',
    en: 'expected an import of BPMN or DMN, found "{location}" of the type "{found}": it is not read',
  },
  cure: { vi: 'bỏ phần nhập nếu không cần', en: 'leave it, if only types come from it: they are not checked against it' },
  example: {
    wrong: importing('importType="http://www.w3.org/2001/XMLSchema" location="types.xsd" namespace="types"'),
    right: RIGHT_IMPORT,
    fragments: OTHER,
  },
})

/** Everything that reading XML may report. */
export const XML_CODES: readonly Code[] = [
  XML_SYNTAX,
  XML_DOCTYPE,
  XML_TOO_LARGE,
  XML_TOO_DEEP,
  IMPORT_NOT_FOUND,
  IMPORT_REFUSED,
  IMPORT_NAMESPACE,
  IMPORT_UNREAD,
]
