import { defineCode, type Code } from '../diagnostics/index.ts'

const dmn = (inner: string) =>
  `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="example" namespace="x"><decision id="fee" name="fee">${inner}</decision></definitions>\n`
const RIGHT = dmn('<literalExpression><text>1</text></literalExpression>')
const table = (entries: string) =>
  dmn(
    `<decisionTable><input><inputExpression><text>age</text></inputExpression></input><output name="fee"/><rule>${entries}</rule></decisionTable>`,
  )

export const DMN_ROOT = defineCode({
  code: 'DMN_ROOT',
  severity: 'error',
  what: { vi: 'không phải tệp DMN: phần tử gốc là "{found}"', en: 'expected a DMN file, found the root element "{found}"' },
  cure: { vi: 'lưu tệp ở dạng DMN 1.3', en: 'save it as DMN 1.3 XML: its root is definitions' },
  example: { wrong: '<decisions/>\n', right: RIGHT },
})

export const DMN_REFERENCE = defineCode({
  code: 'DMN_REFERENCE',
  severity: 'error',
  what: {
    vi: '"{id}" cần "{found}", không có trong tệp',
    en: 'expected what "{id}" requires to be in the file, found no "{found}"',
  },
  cure: { vi: 'ghi id của quyết định có thật', en: 'name the id of a decision, input or knowledge model that is there' },
  example: {
    wrong: dmn(
      '<informationRequirement><requiredDecision href="#none"/></informationRequirement><literalExpression><text>1</text></literalExpression>',
    ),
    right: RIGHT,
  },
})

export const DMN_CYCLE = defineCode({
  code: 'DMN_CYCLE',
  severity: 'error',
  what: { vi: 'các quyết định cần lẫn nhau: {found}', en: 'expected decisions that do not require themselves, found {found}' },
  cure: { vi: 'bỏ một trong các yêu cầu', en: 'take one of the requirements out' },
  example: {
    wrong: dmn(
      '<informationRequirement><requiredDecision href="#fee"/></informationRequirement><literalExpression><text>1</text></literalExpression>',
    ),
    right: RIGHT,
  },
})

export const DMN_TABLE = defineCode({
  code: 'DMN_TABLE',
  severity: 'error',
  what: { vi: 'bảng của "{id}" sai: {found}', en: 'expected {expected} in the table of "{id}", found {found}' },
  cure: { vi: 'sửa bảng: cần {expected}', en: 'mend the table' },
  example: {
    wrong: table('<inputEntry><text>-</text></inputEntry>'),
    right: table('<inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry>'),
  },
})

export const DMN_LOGIC = defineCode({
  code: 'DMN_LOGIC',
  severity: 'error',
  what: { vi: '"{id}" không nói quyết định thế nào', en: 'expected a table or an expression in "{id}", found {found}' },
  cure: { vi: 'thêm bảng quyết định hoặc biểu thức', en: 'add a decision table or an expression' },
  example: { wrong: dmn(''), right: RIGHT },
})

const typed = (type: string) =>
  dmn(`<variable name="fee" typeRef="${type}"/><literalExpression><text>1</text></literalExpression>`)
export const DMN_TYPE = defineCode({
  code: 'DMN_TYPE',
  severity: 'warning',
  what: {
    vi: 'kiểu "{found}" trong "{id}" không có: giá trị nào cũng được nhận',
    en: 'expected a type of FEEL or an item definition in "{id}", found "{found}": it has all values',
  },
  cure: { vi: 'ghi kiểu có thật, ví dụ number', en: 'name a type that is there, as number or the name of an item definition' },
  example: { wrong: typed('nummber'), right: typed('number') },
})

/** Everything that reading decisions may report. */
export const DECISION_CODES: readonly Code[] = [DMN_ROOT, DMN_REFERENCE, DMN_CYCLE, DMN_TABLE, DMN_LOGIC, DMN_TYPE]
