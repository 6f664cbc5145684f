import { defineCode } from '../diagnostics/index.ts'
import { exampleFile, SMALLEST_FLOW } from './example-file.ts'

const right = exampleFile(SMALLEST_FLOW)
const flow = (node: string) => exampleFile(`flow:\n  begin: { startEvent: , next: a }\n  a: ${node}\n  done: { endEvent: }`)

export const FIELD_MISSING = defineCode({
  code: 'FIELD_MISSING',
  severity: 'error',
  what: { vi: 'thiếu "{field}"', en: 'expected "{field}", found none' },
  cure: { vi: 'thêm {field}: {expected}', en: 'add {field}: {expected}' },
  example: { wrong: 'procedure: "1.000001"\nflow: { a: { startEvent: , next: b }, b: { endEvent: } }\n', right },
})

export const FIELD_UNKNOWN = defineCode({
  code: 'FIELD_UNKNOWN',
  severity: 'error',
  what: { vi: 'không có khóa "{field}" ở đây', en: 'expected one of the known keys, found "{field}"' },
  cure: { vi: '{hintVi}', en: '{hintEn}' },
  example: { wrong: `${right}basics: []\n`, right: `${right}basis: []\n` },
})

export const FIELD_TYPE = defineCode({
  code: 'FIELD_TYPE',
  severity: 'error',
  what: { vi: 'cần {type} trong "{field}", nhưng gặp {found}', en: 'expected {type} in "{field}", found {found}' },
  cure: { vi: 'viết {expected}', en: 'write {expected}' },
  example: { wrong: 'procedure: 1.000001\nname: Ví dụ\nflow: { a: { startEvent: , next: b }, b: { endEvent: } }\n', right },
})

export const FIELD_VALUE = defineCode({
  code: 'FIELD_VALUE',
  severity: 'error',
  what: { vi: 'cần {type} trong "{field}", nhưng gặp {found}', en: 'expected {type} in "{field}", found {found}' },
  cure: { vi: 'viết {expected}', en: 'write {expected}' },
  example: { wrong: exampleFile(`level: village\n${SMALLEST_FLOW}`), right: exampleFile(`level: commune\n${SMALLEST_FLOW}`) },
})

export const ELEMENT_NONE = defineCode({
  code: 'ELEMENT_NONE',
  severity: 'error',
  what: { vi: '"{id}" chưa nói là phần tử gì', en: 'expected "{id}" to say which element it is, found none' },
  cure: { vi: 'thêm một trong: {known}', en: 'add one of: {known}' },
  example: { wrong: flow('{ next: done }'), right: flow('{ intermediateThrowEvent: , next: done }') },
})

export const ELEMENT_SEVERAL = defineCode({
  code: 'ELEMENT_SEVERAL',
  severity: 'error',
  what: { vi: '"{id}" là nhiều phần tử cùng lúc: {found}', en: 'expected "{id}" to be one element, found {found}' },
  cure: {
    vi: 'giữ lại một, chuyển phần còn lại sang phần tử riêng',
    en: 'keep one of them and give the others ids of their own',
  },
  example: {
    wrong: flow('{ intermediateThrowEvent: , parallelGateway: , next: done }'),
    right: flow('{ intermediateThrowEvent: , next: done }'),
  },
})

export const DURATION_INVALID = defineCode({
  code: 'DURATION_INVALID',
  severity: 'error',
  what: { vi: '"{found}" không phải là khoảng thời gian', en: 'expected a duration, found "{found}"' },
  cure: {
    vi: 'viết PT30M (30 phút), P2D (2 ngày), hoặc { workingDays: 2 }',
    en: 'write PT30M (30 minutes), P2D (2 days), or { workingDays: 2 }',
  },
  example: {
    wrong: flow('{ intermediateCatchEvent: { timer: 30 minutes }, next: done }'),
    right: flow('{ intermediateCatchEvent: { timer: PT30M }, next: done }'),
  },
})

export const FIELD_CODES = [
  FIELD_MISSING,
  FIELD_UNKNOWN,
  FIELD_TYPE,
  FIELD_VALUE,
  ELEMENT_NONE,
  ELEMENT_SEVERAL,
  DURATION_INVALID,
]
