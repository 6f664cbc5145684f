import { defineCode, type Code } from '../diagnostics/index.ts'

export const XML_SYNTAX = defineCode({
  code: 'XML_SYNTAX',
  severity: 'error',
  what: { vi: 'tệp XML sai: {problem}', en: 'expected well-formed XML, found a mistake: {problem}' },
  cure: {
    vi: 'sửa chỗ này, hoặc lưu lại tệp từ công cụ vẽ',
    en: 'mend this place, or save the file again from the tool that drew it',
  },
})

export const XML_DOCTYPE = defineCode({
  code: 'XML_DOCTYPE',
  severity: 'error',
  what: { vi: 'tệp có khai báo DOCTYPE', en: 'expected XML without a DOCTYPE, found one' },
  cure: { vi: 'xóa dòng <!DOCTYPE …>', en: 'delete the <!DOCTYPE …> declaration' },
})

export const XML_TOO_LARGE = defineCode({
  code: 'XML_TOO_LARGE',
  severity: 'error',
  what: { vi: 'tệp quá lớn: {found}', en: 'expected at most {most}, found {found}' },
  cure: { vi: 'chia thành nhiều tệp nhỏ hơn', en: 'divide it into smaller files' },
})

export const XML_TOO_DEEP = defineCode({
  code: 'XML_TOO_DEEP',
  severity: 'error',
  what: { vi: 'các phần tử lồng nhau quá sâu: hơn {most} tầng', en: 'expected at most {most} levels of elements, found more' },
  cure: { vi: 'bớt lồng các phần tử', en: 'nest fewer elements' },
})

/** Everything that reading XML may report. */
export const XML_CODES: readonly Code[] = [XML_SYNTAX, XML_DOCTYPE, XML_TOO_LARGE, XML_TOO_DEEP]
