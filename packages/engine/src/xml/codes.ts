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

/** Everything that reading XML may report. */
export const XML_CODES: readonly Code[] = [XML_SYNTAX, XML_DOCTYPE, XML_TOO_LARGE, XML_TOO_DEEP]
