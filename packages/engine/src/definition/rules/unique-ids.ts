import { defineCode } from '../../diagnostics/index.ts'
import { exampleFile } from '../example-file.ts'
import { finding, type Rule } from './rule.ts'

const flow = (inner: string) =>
  exampleFile(`flow:
  begin: { startEvent: , next: part }
  part: { subProcess: { flow: { in: { startEvent: , next: ${inner} }, ${inner}: { endEvent: } } }, next: done }
  done: { endEvent: }`)

export const ELEMENT_ID_TWICE = defineCode({
  code: 'ELEMENT_ID_TWICE',
  severity: 'error',
  what: { vi: 'đã có phần tử khác tên "{id}"', en: 'expected each id once in the whole procedure, found "{id}" again' },
  cure: { vi: 'đặt tên khác, cả bên trong tiểu quy trình', en: 'choose another id, inside of sub-processes too' },
  example: { wrong: flow('done'), right: flow('part-done') },
})

/** Ids are unique over all scopes: the journal names elements by them. */
export const uniqueIds: Rule = {
  codes: [ELEMENT_ID_TWICE],
  check: (context) => context.duplicates.map((found) => finding(ELEMENT_ID_TWICE, context, found, { id: found.id })),
}
