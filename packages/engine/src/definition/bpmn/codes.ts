import { defineCode, type Code } from '../../diagnostics/index.ts'
import { around, exampleBpmn, RIGHT } from './example.ts'

const RIGHT_FILE = exampleBpmn(RIGHT)

export const BPMN_ROOT = defineCode({
  code: 'BPMN_ROOT',
  severity: 'error',
  what: {
    vi: 'không phải tệp BPMN 2.0: phần tử gốc là "{found}"',
    en: 'expected a BPMN 2.0 file, found the root element "{found}"',
  },
  cure: { vi: 'lưu tệp ở dạng BPMN 2.0 XML', en: 'save it as BPMN 2.0 XML: its root is definitions' },
  example: { wrong: '<definitions/>\n', right: RIGHT_FILE },
})

export const BPMN_NO_PROCESS = defineCode({
  code: 'BPMN_NO_PROCESS',
  severity: 'warning',
  what: { vi: 'tệp không có quy trình nào', en: 'expected a process, found none' },
  cure: { vi: 'thêm một process có phần tử', en: 'add a process with flow elements' },
  example: { wrong: exampleBpmn('<message id="m"/>'), right: RIGHT_FILE },
})

export const BPMN_NOT_EXECUTABLE = defineCode({
  code: 'BPMN_NOT_EXECUTABLE',
  severity: 'warning',
  what: { vi: '"{element}" không thể chạy', en: 'expected an element that can run, found "{element}"' },
  cure: { vi: 'vẽ lại bằng quy trình (process) và luồng thông điệp', en: 'draw it as processes and message flows' },
  example: {
    wrong: exampleBpmn(`<choreography id="c"/><process id="p">${RIGHT}</process>`.replace('<chor', '<process id="q"/><chor')),
    right: RIGHT_FILE,
  },
})

export const BPMN_DRAWING = defineCode({
  code: 'BPMN_DRAWING',
  severity: 'warning',
  what: {
    vi: 'quy trình "{process}" ghi isExecutable="false": chỉ để đọc',
    en: 'expected a process that is to be executed, found isExecutable="false" on "{process}": it is drawn to be read',
  },
  cure: {
    vi: 'ghi isExecutable="true" nếu quy trình phải chạy; khi đó những gì còn thiếu là lỗi',
    en: 'write isExecutable="true" where it is to run; what it leaves open is an error then',
  },
  example: {
    wrong: exampleBpmn(`<process id="p" isExecutable="false">${RIGHT}</process>`),
    right: exampleBpmn(`<process id="p" isExecutable="true">${RIGHT}</process>`),
  },
})

export const BPMN_ELEMENT_UNKNOWN = defineCode({
  code: 'BPMN_ELEMENT_UNKNOWN',
  severity: 'error',
  what: { vi: 'BPMN không có phần tử "{element}" ở đây', en: 'expected an element of BPMN, found "{element}"' },
  cure: { vi: 'xóa hoặc sửa tên phần tử', en: 'delete it, or mend its name' },
  example: { wrong: exampleBpmn(`${RIGHT}<userTak id="x"/>`), right: RIGHT_FILE },
})

export const BPMN_REFERENCE_DANGLING = defineCode({
  code: 'BPMN_REFERENCE_DANGLING',
  severity: 'error',
  what: { vi: '{attribute} chỉ đến "{id}", không có trong tệp', en: 'expected {attribute} to name {expected}, found "{id}"' },
  cure: { vi: 'ghi id của phần tử có thật', en: 'name the id of an element that is there' },
  example: { wrong: exampleBpmn(`${RIGHT}<sequenceFlow id="f3" sourceRef="a" targetRef="nowhere"/>`), right: RIGHT_FILE },
})

export const BPMN_ID_TWICE = defineCode({
  code: 'BPMN_ID_TWICE',
  severity: 'error',
  what: { vi: 'id "{id}" đã được dùng', en: 'expected each id once, found "{id}" again' },
  cure: { vi: 'đặt id khác', en: 'choose another id' },
  example: { wrong: exampleBpmn(`${RIGHT}<task id="a"/>`), right: RIGHT_FILE },
})

export const BPMN_ATTRIBUTE_MISSING = defineCode({
  code: 'BPMN_ATTRIBUTE_MISSING',
  severity: 'error',
  what: { vi: '"{element}" thiếu {attribute}', en: 'expected {attribute} on "{element}", found none' },
  cure: { vi: 'thêm {attribute}', en: 'add {attribute}' },
  example: { wrong: exampleBpmn(`${RIGHT}<sequenceFlow id="f3" sourceRef="a"/>`), right: RIGHT_FILE },
})

export const BPMN_ATTRIBUTE_VALUE = defineCode({
  code: 'BPMN_ATTRIBUTE_VALUE',
  severity: 'error',
  what: { vi: '{attribute}="{found}" không dùng được', en: 'expected {expected} in {attribute}, found "{found}"' },
  cure: { vi: 'ghi {expected}', en: 'write {expected}' },
  example: { wrong: exampleBpmn(around('<task id="a" isForCompensation="maybe"/>')), right: RIGHT_FILE },
})

export const BPMN_FLOW_CROSSES = defineCode({
  code: 'BPMN_FLOW_CROSSES',
  severity: 'error',
  what: {
    vi: 'luồng "{id}" vượt ra ngoài quy trình hoặc tiểu quy trình',
    en: 'expected "{id}" to stay within one process or sub-process, found it to cross a border',
  },
  cure: {
    vi: 'nối trong cùng một tầng; giữa hai quy trình thì dùng luồng thông điệp',
    en: 'connect elements of one level; between pools use a message flow',
  },
  example: {
    wrong: exampleBpmn(
      around('<subProcess id="a"><task id="t"/></subProcess>', '<sequenceFlow id="f3" sourceRef="a" targetRef="t"/>'),
    ),
    right: RIGHT_FILE,
  },
})

export const BPMN_EXPRESSION = defineCode({
  code: 'BPMN_EXPRESSION',
  severity: 'error',
  what: { vi: 'không đổi được "{found}" sang FEEL', en: 'expected an expression with a FEEL equivalent, found "{found}"' },
  cure: { vi: 'viết lại bằng FEEL, ví dụ: =amount > 3', en: 'write it in FEEL, as: =amount > 3' },
  example: {
    wrong: exampleBpmn(
      around('<exclusiveGateway id="a"/>').replace(
        'targetRef="e"/>',
        'targetRef="e"><conditionExpression>${a.b()}</conditionExpression></sequenceFlow>',
      ),
    ),
    right: RIGHT_FILE,
  },
})

export const BPMN_EXTENSION_IGNORED = defineCode({
  code: 'BPMN_EXTENSION_IGNORED',
  severity: 'warning',
  what: { vi: 'bỏ qua phần mở rộng {found}', en: 'expected extensions with a meaning here, found {found}' },
  cure: { vi: 'kiểm tra lại: phần này không chạy', en: 'see whether it matters: it is kept, and not run' },
  example: {
    wrong: exampleBpmn(around('<task id="a"><extensionElements><camunda:executionListener/></extensionElements></task>')),
    right: RIGHT_FILE,
  },
})

/** Everything that reading BPMN may report, beside the constraints of the specification. */
export const BPMN_CODES: readonly Code[] = [
  BPMN_ROOT,
  BPMN_NO_PROCESS,
  BPMN_NOT_EXECUTABLE,
  BPMN_DRAWING,
  BPMN_ELEMENT_UNKNOWN,
  BPMN_REFERENCE_DANGLING,
  BPMN_ID_TWICE,
  BPMN_ATTRIBUTE_MISSING,
  BPMN_ATTRIBUTE_VALUE,
  BPMN_FLOW_CROSSES,
  BPMN_EXPRESSION,
  BPMN_EXTENSION_IGNORED,
]
