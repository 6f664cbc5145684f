import { defineCode } from '../../diagnostics/index.ts'
import { exampleFile, SMALLEST_FLOW } from '../example-file.ts'
import { finding, type Rule } from './rule.ts'

const documents = (digitize: string) =>
  exampleFile(`documents:\n  notice: { vi: Giấy chứng sinh, class: prior-result, digitize: ${digitize} }\n${SMALLEST_FLOW}`)

export const DIGITIZE_CLASS = defineCode({
  code: 'DIGITIZE_CLASS',
  severity: 'error',
  what: {
    vi: '"{id}" thuộc loại {class} nên bắt buộc số hóa',
    en: 'expected "{id}", a {class}, to be digitized, found digitize: on-demand',
  },
  cure: { vi: 'viết digitize: mandatory, hoặc class: on-demand', en: 'write `digitize: mandatory`, or `class: on-demand`' },
  example: { wrong: documents('on-demand'), right: documents('mandatory') },
})

/** Results of procedures are always digitized; only other papers are at the applicant's choice. @law nghị định 45/2020/NĐ-CP Đ25 */
export const digitization: Rule = {
  codes: [DIGITIZE_CLASS],
  check: (context) =>
    context.definition.documents
      .filter((document) => document.class !== 'on-demand' && document.digitize === 'on-demand')
      .map((document) => {
        const at = context.documentPlaces.get(document.id) ?? { position: { line: 1, column: 1, length: 1 } }
        return finding(DIGITIZE_CLASS, context, at, { id: document.id, class: document.class })
      }),
}
